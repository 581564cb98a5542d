package io.tailwater.core.partition;

import io.tailwater.core.bus.BusAddresses;
import io.tailwater.core.bus.LocalReferenceCodec;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageConsumerOptions;

/**
 * A shard on an event loop: hands it the commands that arrive at its address. Event-loop confined.
 *
 * <p>It stops only when it is no longer needed: a Vert.x that closes takes all verticles away at once, and the broker's last
 * commands, which make it stop in order, have to find somebody.
 */
final class PartitionShardVerticle extends VerticleBase {

    private final String address;
    private final ShardEnvironment environment;
    private final ServedTopics topics;
    private final Future<Void> needed;

    /** @param needed completes when the shard may stop */
    PartitionShardVerticle(String address, ShardEnvironment environment, ServedTopics topics, Future<Void> needed) {
        this.address = address;
        this.environment = environment;
        this.topics = topics;
        this.needed = needed;
    }

    @Override
    public Future<?> start() {
        PartitionShard shard = new PartitionShard(environment, topics, new VertxLoop(vertx, context), this::announce);
        MessageConsumer<ShardCommand> consumer = vertx.eventBus()
                .consumer(
                        // What connections may have under way is bounded by them; here nothing may be dropped.
                        new MessageConsumerOptions()
                                .setAddress(address)
                                .setLocalOnly(true)
                                .setMaxBufferedMessages(Integer.MAX_VALUE),
                        message -> run(message.body(), shard));
        return consumer.completion();
    }

    @Override
    public Future<?> stop() {
        return needed;
    }

    private void announce(EndOffsetAdvanced event) {
        PartitionKey key = event.key();
        vertx.eventBus()
                .publish(BusAddresses.advanced(key.topicId(), key.partition()), event, LocalReferenceCodec.OPTIONS);
    }

    private static void run(ShardCommand command, PartitionShard shard) {
        try {
            command.runOn(shard);
        } catch (RuntimeException | Error e) {
            command.refuse(PartitionErrors.bug(e));
        }
    }
}
