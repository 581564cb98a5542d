package io.tailwater.core.eventbus.service;

import io.tailwater.core.client.NewRecord;
import io.tailwater.core.client.RecordAccess;
import io.tailwater.core.client.RecordJson;
import io.tailwater.core.client.RecordOutcome;
import io.tailwater.core.client.RecordProducer;
import io.tailwater.core.eventbus.DurableBusAddresses;
import io.tailwater.core.partition.Acks;
import io.tailwater.core.quota.ClientPacing;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.ClientSession;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Appends what is sent to {@link DurableBusAddresses#PRODUCE}, in the order in which it comes. Event-loop confined. */
final class ProduceService {

    /** Of requests under way; further ones are refused rather than kept. */
    private static final long MAX_BYTES = 32L << 20;

    private static final int TOO_MANY = 429;

    private final RecordAccess access;
    private final BusSenders senders;
    private final RecordProducer producer;
    private final Supplier<ClientPacing> pacing;

    /** Topics that are being created: what comes for them meanwhile waits, in order. */
    private final Map<String, Future<Result<Topic>>> creating = new HashMap<>();

    private long bytesUnderWay;

    /** @param pacing for a sender, of which any may be different */
    ProduceService(RecordAccess access, BusSenders senders, Context context, Supplier<ClientPacing> pacing) {
        this.access = access;
        this.pacing = pacing;
        this.senders = senders;
        this.producer = new RecordProducer(access, context);
    }

    private record Request(String topic, List<NewRecord> records, boolean single, Acks acks) {}

    void handle(Message<Object> message) {
        Request request;
        try {
            request = read(message);
        } catch (IllegalArgumentException e) {
            Refusal.of(message, e);
            return;
        }
        ClientSession session = senders.of(message);
        if (session == null) {
            return;
        }
        ClientPacing quota = pacing.get();
        long waitMillis = quota.produced(session, 0);
        if (waitMillis > 0) {
            Refusal.of(
                    message,
                    TOO_MANY,
                    "THROTTLING_QUOTA_EXCEEDED: a quota does not allow more now: try again in " + waitMillis + " ms.");
            return;
        }
        long bytes =
                request.records().stream().mapToLong(NewRecord::sizeInBytes).sum();
        if (bytesUnderWay > 0 && bytesUnderWay + bytes > MAX_BYTES) {
            Refusal.of(
                    message,
                    TOO_MANY,
                    "THROTTLING_QUOTA_EXCEEDED: " + bytesUnderWay
                            + " bytes are being produced over the event bus: wait for replies before you send more.");
            return;
        }
        bytesUnderWay += bytes;
        topic(session, request.topic())
                .compose(topic -> append(session, topic, request, message))
                .onSuccess(done -> quota.produced(session, bytes))
                .onFailure(cause -> Refusal.of(message, 500, "UNKNOWN_SERVER_ERROR: " + cause))
                .onComplete(done -> bytesUnderWay -= bytes);
    }

    private Future<Result<Topic>> topic(ClientSession session, String name) {
        Future<Result<Topic>> known = creating.get(name);
        if (known != null) {
            return known;
        }
        Future<Result<Topic>> asked = access.topicToProduceTo(session, name);
        if (!asked.isComplete()) {
            creating.put(name, asked);
            asked.onComplete(done -> creating.remove(name));
        }
        return asked;
    }

    private Future<?> append(ClientSession session, Result<Topic> topic, Request request, Message<?> message) {
        if (topic instanceof Result.Refused<Topic> refused) {
            Refusal.of(message, refused.error());
            return Future.succeededFuture();
        }
        return producer.produce(session, ((Result.Ok<Topic>) topic).value(), request.records(), request.acks())
                .onSuccess(outcomes -> answer(message, request, outcomes));
    }

    private static void answer(Message<?> message, Request request, List<RecordOutcome> outcomes) {
        JsonObject reply = new JsonObject().put("topic", request.topic());
        if (request.single()) {
            if (outcomes.get(0) instanceof RecordOutcome.Refused refused) {
                Refusal.of(message, refused.error());
                return;
            }
            reply.mergeIn(json(outcomes.get(0)));
        } else {
            JsonArray results = new JsonArray();
            outcomes.forEach(outcome -> results.add(json(outcome)));
            reply.put("results", results);
        }
        if (message.replyAddress() != null) {
            message.reply(reply);
        }
    }

    private static JsonObject json(RecordOutcome outcome) {
        if (outcome instanceof RecordOutcome.Stored stored) {
            return new JsonObject().put("partition", stored.partition()).put("offset", stored.offset());
        }
        BrokerError error = ((RecordOutcome.Refused) outcome).error();
        return new JsonObject()
                .put("error", new JsonObject().put("code", error.code().name()).put("message", error.message()));
    }

    private static Request read(Message<Object> message) {
        if (message.body() instanceof JsonObject json) {
            return read(json.copy());
        }
        String record = message.headers().get(DurableBusAddresses.RECORD_HEADER);
        if (!(message.body() instanceof Buffer value) || record == null) {
            throw new IllegalArgumentException(
                    "Send a JSON object, or a buffer with the header '" + DurableBusAddresses.RECORD_HEADER + "'.");
        }
        JsonObject json;
        try {
            json = new JsonObject(record);
        } catch (DecodeException e) {
            throw new IllegalArgumentException(
                    "The header '" + DurableBusAddresses.RECORD_HEADER + "' is not a JSON object.", e);
        }
        String topic = topicOf(json);
        Acks acks = acksOf(json);
        NewRecord read = RecordJson.read(json, ByteBuffer.wrap(value.getBytes()), NewRecord.ANY_PARTITION);
        return new Request(topic, List.of(read), true, acks);
    }

    private static Request read(JsonObject json) {
        String topic = topicOf(json);
        Acks acks = acksOf(json);
        Object records = json.remove("records");
        if (records == null) {
            return new Request(topic, List.of(RecordJson.read(json)), true, acks);
        }
        if (!(records instanceof JsonArray array) || !json.isEmpty()) {
            throw new IllegalArgumentException("'records' must be an array, with 'topic' and 'acks' beside it only.");
        }
        List<NewRecord> read = new ArrayList<>(array.size());
        for (Object element : array) {
            if (!(element instanceof JsonObject record)) {
                throw new IllegalArgumentException("'records' must be an array of objects.");
            }
            read.add(RecordJson.read(record));
        }
        return new Request(topic, read, false, acks);
    }

    private static String topicOf(JsonObject json) {
        if (json.remove("topic") instanceof String topic) {
            return topic;
        }
        throw new IllegalArgumentException("'topic' must be a topic's name.");
    }

    private static Acks acksOf(JsonObject json) {
        Object acks = json.remove("acks");
        if (acks == null || acks.equals("all")) {
            return Acks.DURABLE;
        }
        if (acks.equals("written")) {
            return Acks.WRITTEN;
        }
        throw new IllegalArgumentException("'acks' must be all or written.");
    }
}
