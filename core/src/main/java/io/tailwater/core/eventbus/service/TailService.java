package io.tailwater.core.eventbus.service;

import io.tailwater.core.client.RecordAccess;
import io.tailwater.core.client.TopicReader;
import io.tailwater.core.client.Turns;
import io.tailwater.core.eventbus.DurableBusAddresses;
import io.tailwater.core.eventbus.service.TailSession.TailClient;
import io.tailwater.core.metrics.LiveReaders;
import io.tailwater.core.quota.ClientPacing;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ClientSession;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.topic.TopicChange;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Supplier;

/** Begins tails and ends those whose readers are gone, or may not read any more. Event-loop confined. */
final class TailService {

    private static final int MAX_TAILS = 10_000;
    private static final int TOO_MANY = 429;
    private static final long LEASE_MILLIS = 60_000;
    private static final long TICK_MILLIS = 1_000;
    private static final BrokerError STOPPING =
            new BrokerError(ErrorCode.NOT_LEADER_OR_FOLLOWER, "The broker stops; go on from where you stand.");

    private final Vertx vertx;
    private final RecordAccess access;
    private final BusSenders senders;
    private final LiveReaders readers;
    private final Supplier<ClientPacing> pacing;
    private final Turns turnsToDecode = new Turns();
    private final Map<String, TailSession> sessions = new HashMap<>();
    private long timer = -1;
    private long rightsVersion;

    /** @param pacing for a reader, of which any may be different */
    TailService(
            Vertx vertx, RecordAccess access, BusSenders senders, LiveReaders readers, Supplier<ClientPacing> pacing) {
        this.readers = readers;
        this.pacing = pacing;
        this.vertx = vertx;
        this.access = access;
        this.senders = senders;
    }

    void handle(Message<Object> message) {
        TailRequest request;
        try {
            request = TailRequest.read(message.body());
        } catch (IllegalArgumentException e) {
            Refusal.of(message, e);
            return;
        }
        ClientSession session = senders.of(message);
        if (session == null) {
            return;
        }
        if (sessions.size() >= MAX_TAILS) {
            Refusal.of(message, TOO_MANY, "THROTTLING_QUOTA_EXCEEDED: There are " + MAX_TAILS + " tails already.");
            return;
        }
        Result<Topic> found = access.topic(session, AclOperation.READ, request.topic());
        if (found instanceof Result.Refused<Topic> refused) {
            Refusal.of(message, refused.error());
            return;
        }
        Topic topic = ((Result.Ok<Topic>) found).value();
        request.positions(access, topic)
                .compose(result -> {
                    if (result instanceof Result.Refused<SortedMap<Integer, Long>> refused) {
                        Refusal.of(message, refused.error());
                        return Future.succeededFuture();
                    }
                    var positions = ((Result.Ok<SortedMap<Integer, Long>>) result).value();
                    TopicReader reader = new TopicReader(
                            access, session, vertx, turnsToDecode, topic, positions, request.committedOnly());
                    return begin(message, request, reader, new TailClient(vertx, session, pacing.get()));
                })
                .onFailure(cause -> Refusal.of(message, 500, "UNKNOWN_SERVER_ERROR: " + cause));
    }

    private Future<?> begin(Message<?> message, TailRequest request, TopicReader reader, TailClient client) {
        String id = UUID.randomUUID().toString();
        SortedMap<Integer, Long> positions = reader.positions();
        TailSession session = new TailSession(client, id, reader, request, () -> {
            sessions.remove(id);
            readers.closed();
        });
        MessageConsumer<Object> control = vertx.eventBus().consumer(DurableBusAddresses.control(id), session::control);
        session.controlledBy(control);
        sessions.put(id, session);
        readers.opened();
        if (timer < 0) {
            timer = vertx.setPeriodic(TICK_MILLIS, ticked -> tick());
        }
        JsonObject offsets = new JsonObject();
        positions.forEach((partition, offset) -> offsets.put(partition.toString(), offset));
        return control.completion()
                .onSuccess(v -> message.reply(new JsonObject()
                        .put("topic", reader.topic().name())
                        .put("records", DurableBusAddresses.records(id))
                        .put("control", DurableBusAddresses.control(id))
                        .put("positions", offsets)
                        .put("leaseMillis", LEASE_MILLIS)))
                .onFailure(cause -> session.end(STOPPING));
    }

    private void tick() {
        long version = access.authorizer().version();
        boolean rightsChanged = version != rightsVersion;
        rightsVersion = version;
        for (TailSession session : List.copyOf(sessions.values())) {
            if (rightsChanged) {
                session.checkRights(access);
            }
            session.tick(LEASE_MILLIS / TICK_MILLIS);
        }
        if (sessions.isEmpty()) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
    }

    void topicChanged(TopicChange change) {
        if (change.kind() == TopicChange.Kind.GREW) {
            sessions.values().forEach(session -> session.topicGrew(change.topic()));
        }
    }

    void close() {
        List.copyOf(sessions.values()).forEach(session -> session.end(STOPPING));
        vertx.cancelTimer(timer);
    }
}
