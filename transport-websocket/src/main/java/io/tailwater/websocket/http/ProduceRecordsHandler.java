package io.tailwater.websocket.http;

import io.tailwater.core.client.ErrorStatus;
import io.tailwater.core.client.NewRecord;
import io.tailwater.core.client.RecordJson;
import io.tailwater.core.json.ExactJson;
import io.tailwater.core.json.ExactJson.TooManyValuesException;
import io.tailwater.core.partition.Acks;
import io.tailwater.core.record.RecordHeader;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.topic.Topic;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Appends the records of a body: JSON, lines of JSON, or anything as the value of one record. */
final class ProduceRecordsHandler implements ApiHandler {

    private static final int MAX_JSON_BYTES = 8 << 20;
    private static final int MAX_RECORDS = 10_000;

    @Override
    public HttpMethod method() {
        return HttpMethod.POST;
    }

    @Override
    public String path() {
        return "/v1/topics/{topic}/records";
    }

    @Override
    public Needed needed() {
        return Needed.onTopic(AclOperation.WRITE);
    }

    @Override
    public void handle(ApiRequest request) {
        String type = request.http().getHeader("Content-Type");
        String essence = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (essence.isEmpty()
                || essence.equals("application/x-www-form-urlencoded")
                || essence.equals("multipart/form-data")) {
            request.refuse(
                    415,
                    "UNSUPPORTED_MEDIA_TYPE",
                    "Say what the body is: Content-Type application/json for a record or an array of records,"
                            + " application/x-ndjson for a record per line, and any other type for the value of one"
                            + " record. Forms are not taken (curl sends one unless told otherwise).");
            return;
        }
        if (request.refusedFor(request.pacing().produced(request.session(), 0))) {
            return;
        }
        Acks acks = request.choice("acks", "all", "written") ? Acks.WRITTEN : Acks.DURABLE;
        int partition = request.number("partition", NewRecord.ANY_PARTITION, 0, Integer.MAX_VALUE);
        @Nullable String key = request.query("key");
        request.http().pause();
        request.answerWith(
                request.broker().records().topicToProduceTo(request.session(), request.path("topic")), topic -> {
                    if (essence.equals("application/x-ndjson")) {
                        new LineProducing(request, topic, partition, acks).begin();
                    } else if (essence.equals("application/json")) {
                        HeldMemory memory = HeldMemory.of(request);
                        BodyReader.read(request, memory, MAX_JSON_BYTES)
                                .onSuccess(
                                        body -> produce(request, topic, acks, memory, () -> records(body, partition)));
                    } else {
                        HeldMemory memory = HeldMemory.of(request);
                        BodyReader.read(request, memory, topic.config().maxMessageBytes())
                                .onSuccess(body -> produce(
                                        request,
                                        topic,
                                        acks,
                                        memory,
                                        () -> List.of(record(body, String.valueOf(type), key, partition))));
                    }
                });
    }

    private interface Reading {

        List<NewRecord> records();
    }

    private static void produce(ApiRequest request, Topic topic, Acks acks, HeldMemory memory, Reading reading) {
        List<NewRecord> records;
        try {
            records = reading.records();
        } catch (TooManyValuesException e) {
            request.refuse(413, "MESSAGE_TOO_LARGE", e.getMessage() + " Send fewer at once, or application/x-ndjson.");
            return;
        } catch (BadRequest | IllegalArgumentException e) {
            request.refuse(400, "INVALID_REQUEST", String.valueOf(e.getMessage()));
            return;
        }
        if (!memory.holdsAlso((long) records.size() * HeldMemory.RECORD_BYTES)) {
            request.refuseForMemory(new JsonObject());
            return;
        }
        ProducedSummary summary = new ProducedSummary();
        long bytes = records.stream().mapToLong(NewRecord::sizeInBytes).sum();
        request.environment()
                .producer()
                .produce(request.session(), topic, records, acks)
                .onSuccess(outcomes -> {
                    summary.add(outcomes);
                    request.pacing().produced(request.session(), bytes);
                    answer(request, topic, summary, "record");
                })
                .onFailure(request::fail);
    }

    /** @param unit what was counted, as the answer names it: {@code line} */
    static void answer(ApiRequest request, Topic topic, ProducedSummary summary, String unit) {
        BrokerError refusal = summary.refusal();
        if (refusal == null) {
            request.answer(200, summary.json(topic.name()));
            return;
        }
        request.refuse(
                ErrorStatus.of(refusal.code()),
                refusal.code().name(),
                refusal.message(),
                new JsonObject().put("count", summary.stored()).put(unit, summary.refusedAt()));
    }

    private static List<NewRecord> records(Buffer body, int partition) {
        Object json;
        try {
            json = ExactJson.value(body);
        } catch (TooManyValuesException e) {
            throw e;
        } catch (DecodeException e) {
            throw new BadRequest("The body is not JSON: " + e.getMessage());
        }
        if (json instanceof JsonObject one) {
            return List.of(RecordJson.read(one, partition));
        }
        if (!(json instanceof JsonArray array)) {
            throw new BadRequest(
                    "The body must be a record, {\"key\": …, \"value\": …}, or an array of records. To append the body"
                            + " itself as a value, send it with another content type, such as text/plain.");
        }
        if (array.size() > MAX_RECORDS) {
            throw new BadRequest(
                    "An array may have " + MAX_RECORDS + " records: application/x-ndjson takes any number.");
        }
        List<NewRecord> records = new ArrayList<>(array.size());
        for (Object element : array) {
            if (!(element instanceof JsonObject record)) {
                throw new BadRequest("Element " + records.size() + " of the array is not a record.");
            }
            records.add(RecordJson.read(record, partition));
        }
        return records;
    }

    private static NewRecord record(Buffer body, String type, @Nullable String key, int partition) {
        return new NewRecord(
                partition,
                NewRecord.NOW,
                key == null ? null : bytes(key),
                ByteBuffer.wrap(body.getBytes()),
                List.of(new RecordHeader("content-type", bytes(type))));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
