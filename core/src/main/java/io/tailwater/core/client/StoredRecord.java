package io.tailwater.core.client;

import io.tailwater.core.record.RecordHeader;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record that was read; its bytes are its own.
 *
 * @param partition of its topic
 * @param offset in it
 * @param timestampMillis milliseconds since 1970
 * @param key between position and limit, unmoved; null for none
 * @param value likewise; null for a tombstone
 * @param headers in order
 */
public record StoredRecord(
        int partition,
        long offset,
        long timestampMillis,
        @Nullable ByteBuffer key,
        @Nullable ByteBuffer value,
        List<RecordHeader> headers) {

    /** Bytes of key, value and headers. */
    public int sizeInBytes() {
        int size = remaining(key) + remaining(value);
        for (RecordHeader header : headers) {
            size += header.name().length() + remaining(header.value());
        }
        return size;
    }

    private static int remaining(@Nullable ByteBuffer bytes) {
        return bytes == null ? 0 : bytes.remaining();
    }
}
