package io.tailwater.records;

import static org.apache.kafka.common.utils.internals.ByteUtils.sizeOfVarint;
import static org.apache.kafka.common.utils.internals.ByteUtils.writeVarint;

import io.tailwater.core.record.RecordHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A record's headers on their way into a batch, whose names are encoded once. Owned by one thread. */
final class EncodedHeaders {

    private static final EncodedHeaders NONE = new EncodedHeaders(List.of());

    private final List<RecordHeader> headers;
    private final byte[][] names;
    private final int sizeInBytes;

    private EncodedHeaders(List<RecordHeader> headers) {
        this.headers = headers;
        this.names = new byte[headers.size()][];
        int size = sizeOfVarint(names.length);
        for (int i = 0; i < names.length; i++) {
            names[i] = headers.get(i).name().getBytes(StandardCharsets.UTF_8);
            size += sizeOfVarint(names[i].length)
                    + names[i].length
                    + PlainBatchBuilder.sizeOf(headers.get(i).value());
        }
        this.sizeInBytes = size;
    }

    static EncodedHeaders of(List<RecordHeader> headers) {
        return headers.isEmpty() ? NONE : new EncodedHeaders(headers);
    }

    /** With the number of headers. */
    int sizeInBytes() {
        return sizeInBytes;
    }

    void writeTo(ByteBuffer batch) {
        writeVarint(names.length, batch);
        for (int i = 0; i < names.length; i++) {
            writeVarint(names[i].length, batch);
            batch.put(names[i]);
            PlainBatchBuilder.write(headers.get(i).value(), batch);
        }
    }
}
