package io.tailwater.core.eventbus.service;

import io.tailwater.core.bus.BusAddresses;
import io.tailwater.core.client.RecordAccess;
import io.tailwater.core.eventbus.DurableBusAddresses;
import io.tailwater.core.metrics.LiveReaders;
import io.tailwater.core.quota.ClientPacing;
import io.tailwater.core.topic.TopicChange;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Listens at the documented addresses. Confined to the event loop of its context. */
public final class EventBusService {

    private final Vertx vertx;
    private final ProduceService produce;
    private final TailService tails;
    private final List<MessageConsumer<?>> consumers = new ArrayList<>();

    /**
     * @param context an event loop's; everything here runs on it
     * @param pacing what quotas make of somebody, who may be anybody
     */
    public EventBusService(
            Vertx vertx,
            Context context,
            RecordAccess access,
            BusSenders senders,
            LiveReaders readers,
            Supplier<ClientPacing> pacing) {
        this.vertx = vertx;
        this.produce = new ProduceService(access, senders, context, pacing);
        this.tails = new TailService(vertx, access, senders, readers, pacing);
    }

    /** To be called on the context; completed when requests reach it from everywhere. */
    public Future<Void> start() {
        EventBus bus = vertx.eventBus();
        consumers.add(bus.consumer(DurableBusAddresses.PRODUCE, produce::handle));
        consumers.add(bus.consumer(DurableBusAddresses.TAIL, tails::handle));
        consumers.add(bus.<TopicChange>localConsumer(
                BusAddresses.TOPICS_CHANGED, message -> tails.topicChanged(message.body())));
        return Future.all(consumers.stream().map(MessageConsumer::completion).toList())
                .mapEmpty();
    }

    /** Takes nothing more and ends every tail; readers go on elsewhere, or later, from where they stand. */
    public void stop() {
        tails.close();
        consumers.forEach(MessageConsumer::unregister);
    }
}
