package io.tailwater.tools;

import io.tailwater.core.client.RecordJson;
import io.tailwater.core.client.StoredRecord;
import io.tailwater.core.record.RecordHeader;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.storage.files.StoredLog;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An object a line, for programs; records look as they do over HTTP. */
final class JsonPrinter implements BatchPrinter {

    private final PrintWriter out;
    private String topic = "";
    private int partition;
    private String file = "";

    JsonPrinter(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void file(StoredLog log, Path path) {
        topic = log.topic();
        partition = log.partition();
        file = path.toString();
    }

    @Override
    public void batch(ByteBuffer header, int at, int position, int sizeInBytes) {
        print(
                "batch",
                place(position)
                        .put("sizeInBytes", sizeInBytes)
                        .put("baseOffset", RecordBatchHeader.baseOffset(header, at))
                        .put("lastOffset", RecordBatchHeader.lastOffset(header, at))
                        .put("recordCount", RecordBatchHeader.recordCount(header, at))
                        .put("leaderEpoch", RecordBatchHeader.leaderEpoch(header, at))
                        .put("producerId", RecordBatchHeader.producerId(header, at))
                        .put("producerEpoch", RecordBatchHeader.producerEpoch(header, at))
                        .put("baseSequence", RecordBatchHeader.baseSequence(header, at))
                        .put("maxTimestamp", RecordBatchHeader.maxTimestamp(header, at))
                        .put("logAppendTime", RecordBatchHeader.isLogAppendTime(header, at))
                        .put("transactional", RecordBatchHeader.isTransactional(header, at))
                        .put("control", RecordBatchHeader.isControl(header, at))
                        .put("compression", TextPrinter.codec(header, at))
                        .put("crc", RecordBatchHeader.crc(header, at)));
    }

    @Override
    public void record(
            long offset,
            long timestampMillis,
            @Nullable ByteBuffer key,
            @Nullable ByteBuffer value,
            List<RecordHeader> headers,
            boolean control) {
        if (control && key != null) {
            print(
                    "marker",
                    new JsonObject()
                            .put("topic", topic)
                            .put("partition", partition)
                            .put("offset", offset)
                            .put("marker", TextPrinter.marker(key)));
        } else {
            print(
                    "record",
                    RecordJson.of(topic, new StoredRecord(partition, offset, timestampMillis, key, value, headers)));
        }
    }

    @Override
    public void damaged(int position, int endPosition, String what) {
        print("damaged", place(position).put("endPosition", endPosition).put("finding", what));
    }

    @Override
    public void prepared(int position, int endPosition) {
        print("prepared", place(position).put("endPosition", endPosition));
    }

    private JsonObject place(int position) {
        return new JsonObject()
                .put("topic", topic)
                .put("partition", partition)
                .put("file", file)
                .put("position", position);
    }

    private void print(String kind, JsonObject what) {
        out.println(new JsonObject().put("kind", kind).mergeIn(what).encode());
    }
}
