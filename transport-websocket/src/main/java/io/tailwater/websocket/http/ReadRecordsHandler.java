package io.tailwater.websocket.http;

import io.tailwater.core.client.ReadLimits;
import io.tailwater.core.client.ReadRecords;
import io.tailwater.core.client.RecordGap;
import io.tailwater.core.client.RecordJson;
import io.tailwater.core.client.StartOffsets;
import io.tailwater.core.client.StartPosition;
import io.tailwater.core.client.StoredRecord;
import io.tailwater.core.client.TopicReader;
import io.tailwater.core.json.ByteSink;
import io.tailwater.core.json.RecordEncoding;
import io.tailwater.core.json.RecordWriter;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/** A page of a partition's records. */
final class ReadRecordsHandler implements ApiHandler {

    private static final int MAX_LIMIT = 10_000;
    private static final int USUAL_LIMIT = 100;
    private static final int PAGE_BYTES = 1 << 20;
    private static final int PIECE_BYTES = 64 << 10;
    private static final int MAX_RECORD_BYTES = 16 << 20;
    private static final int FIRST_BYTES = 512;

    @Override
    public HttpMethod method() {
        return HttpMethod.GET;
    }

    @Override
    public String path() {
        return "/v1/topics/{topic}/records";
    }

    @Override
    public Needed needed() {
        return Needed.onTopic(AclOperation.READ);
    }

    @Override
    public void handle(ApiRequest request) {
        Topic topic = request.topic();
        if (topic == null) {
            return;
        }
        int partition = request.number("partition", 0, 0, Integer.MAX_VALUE);
        int limit = request.number("limit", USUAL_LIMIT, 1, MAX_LIMIT);
        boolean committed = !request.choice("isolation", "committed", "uncommitted");
        StartPosition from = from(request, "earliest");
        if (partition >= topic.partitionCount()) {
            request.refuse(new BrokerError(
                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                    "Topic " + topic.name() + " has no partition " + partition + ": it has 0 to "
                            + (topic.partitionCount() - 1) + "."));
            return;
        }
        if (request.refusedFor(request.pacing().fetched(request.session(), 0))) {
            return;
        }
        request.answerWith(
                request.environment()
                        .turnsToGather
                        .take(() -> StartOffsets.find(request.broker().records(), topic, partition, from, committed)
                                .compose(found -> found instanceof Result.Ok<Long> offset
                                        ? new Page(request, topic, partition, offset.value(), limit, committed).read()
                                        : Future.succeededFuture(found.map(offset -> Buffer.buffer())))),
                request::answerWithRecords);
    }

    /** Where the query says to begin. */
    static StartPosition from(ApiRequest request, String otherwise) {
        String text = request.query("from");
        try {
            return StartPosition.parse(text == null ? otherwise : text);
        } catch (IllegalArgumentException e) {
            throw new BadRequest(String.valueOf(e.getMessage()));
        }
    }

    /** Gathers records until there are enough or no more. */
    private static final class Page {

        private final ApiRequest request;
        private final Topic topic;
        private final int partition;
        private final int limit;
        private final TopicReader reader;
        private final ByteSink records = new ByteSink(FIRST_BYTES);
        private final RecordWriter writer;
        private int count;
        private final JsonArray gaps = new JsonArray();
        private int bytes;

        Page(ApiRequest request, Topic topic, int partition, long offset, int limit, boolean committed) {
            this.request = request;
            this.topic = topic;
            this.partition = partition;
            this.limit = limit;
            this.writer = new RecordWriter(topic.name(), partition, RecordEncoding.AUTO);
            this.reader = new TopicReader(
                    request.broker().records(),
                    request.session(),
                    request.environment().vertx(),
                    request.environment().turnsToDecode,
                    topic,
                    new TreeMap<>(Map.of(partition, offset)),
                    committed);
        }

        /** The text of the whole page. */
        Future<Result<Buffer>> read() {
            long before = reader.positionOf(partition);
            return reader.next(new ReadLimits(limit - count, PIECE_BYTES, MAX_RECORD_BYTES), 0)
                    .compose(result -> {
                        if (!(result instanceof Result.Ok<ReadRecords> found)) {
                            return Future.succeededFuture(result.map(none -> Buffer.buffer()));
                        }
                        add(found.value());
                        boolean moved = reader.positionOf(partition) > before;
                        return moved && count < limit && records.size() < PAGE_BYTES ? read() : whole();
                    });
        }

        private void add(ReadRecords found) {
            for (StoredRecord record : found.records()) {
                if (count++ > 0) {
                    records.put((byte) ',');
                }
                RecordJson.write(records, writer, record);
                bytes += record.sizeInBytes();
            }
            for (RecordGap gap : found.gaps()) {
                gaps.add(new JsonObject()
                        .put("fromOffset", gap.fromOffset())
                        .put("toOffset", gap.toOffset())
                        .put("reason", gap.reason()));
            }
        }

        /** The records are text already, and go before the end of the object. */
        private Buffer withRecords(String head) {
            return Buffer.buffer(head.length() + records.size() + FIRST_BYTES)
                    .appendString(head.substring(0, head.length() - 1))
                    .appendString(",\"records\":[")
                    .appendBytes(records.array(), 0, records.size())
                    .appendString("]}");
        }

        private Future<Result<Buffer>> whole() {
            PartitionKey key = new PartitionKey(topic.id(), partition);
            request.pacing().fetched(request.session(), bytes);
            return request.broker()
                    .partitions()
                    .status(key)
                    .map(result -> result.map(status -> {
                        JsonObject head = new JsonObject()
                                .put("topic", topic.name())
                                .put("partition", partition)
                                .put("startOffset", status.logStartOffset())
                                .put("endOffset", status.endOffset())
                                .put("nextOffset", reader.positionOf(partition));
                        if (!gaps.isEmpty()) {
                            head.put("gaps", gaps);
                        }
                        return withRecords(head.encode());
                    }));
        }
    }
}
