package io.tailwater.records;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Records that are not compressed, read where they lie. Owned by one check or search. */
final class PlainChunks implements Chunks {

    private final ByteBuffer records;
    private final int end;

    /** @param records not shared: its position and limit are moved */
    PlainChunks(ByteBuffer records) {
        this.records = records;
        this.end = records.limit();
        records.limit(0);
    }

    @Override
    public @Nullable ByteBuffer next(int maxBytes) {
        int from = records.limit();
        if (from == end) {
            return null;
        }
        return records.limit(from + Math.min(maxBytes, end - from)).position(from);
    }

    @Override
    public void close() {}
}
