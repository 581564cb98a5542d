package io.tailwater.core.client;

import io.tailwater.core.record.RecordHeader;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record to be appended.
 *
 * @param partition where to; {@link #ANY_PARTITION} to have it chosen by the key
 * @param timestampMillis milliseconds since 1970; {@link #NOW} for the broker's time
 * @param key between position and limit, unmoved; null for none
 * @param value likewise; null for a tombstone
 * @param headers in order
 */
public record NewRecord(
        int partition,
        long timestampMillis,
        @Nullable ByteBuffer key,
        @Nullable ByteBuffer value,
        List<RecordHeader> headers) {

    public static final int ANY_PARTITION = -1;
    public static final long NOW = -1;

    public NewRecord {
        headers = List.copyOf(headers);
    }

    /** About as many bytes as it takes in a batch, rather more than fewer. */
    public int sizeInBytes() {
        int size = 32 + remaining(key) + remaining(value);
        for (RecordHeader header : headers) {
            size += 10 + 3 * header.name().length() + remaining(header.value());
        }
        return size;
    }

    private static int remaining(@Nullable ByteBuffer bytes) {
        return bytes == null ? 0 : bytes.remaining();
    }
}
