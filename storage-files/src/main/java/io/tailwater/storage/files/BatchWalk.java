package io.tailwater.storage.files;

import io.tailwater.spi.RecordBatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Steps from batch header to batch header of a segment, reading a few KB at a time. Each thread has one, which {@link
 * #over} hands out anew: a walk ends where the next begins.
 */
final class BatchWalk {

    /** Enough for the headers of many small batches; of large ones only the header is wanted. */
    private static final int READ_BYTES = 4096;

    private static final ThreadLocal<BatchWalk> WALKS = ThreadLocal.withInitial(BatchWalk::new);

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    private FileChannel channel;
    private int end;
    private int bufferedFrom;
    private int bufferedTo;
    private int position;
    private int sizeInBytes;
    private long baseOffset;
    private long lastOffset;
    private long maxTimestampMillis;
    private int damagedFrom;

    @SuppressWarnings("NullAway.Init") // set by over(), the only way to a walk
    private BatchWalk() {}

    /**
     * Begins a walk.
     *
     * @param from where a batch begins
     * @param end where the segment's batches end
     */
    static BatchWalk over(FileChannel channel, int from, int end) {
        BatchWalk walk = WALKS.get();
        walk.channel = channel;
        walk.end = end;
        walk.bufferedFrom = 0;
        walk.bufferedTo = 0;
        walk.position = from;
        walk.sizeInBytes = 0;
        walk.lastOffset = -1;
        walk.damagedFrom = -1;
        return walk;
    }

    /**
     * Steps to the next batch, the first time to the one where the walk begins.
     *
     * @return false at the end, and where what follows cannot be a whole batch; {@link #position()} is there then
     */
    boolean next() throws IOException {
        position += sizeInBytes;
        sizeInBytes = 0;
        if (end - position < RecordBatchHeader.SIZE || !buffer(position)) {
            return false;
        }
        int at = position - bufferedFrom;
        int size = RecordBatchHeader.sizeInBytes(buffer, at);
        if (size < RecordBatchHeader.SIZE
                || size > end - position
                || RecordBatchHeader.magic(buffer, at) != RecordBatchHeader.MAGIC
                || RecordBatchHeader.lastOffsetDelta(buffer, at) < 0) {
            return false;
        }
        sizeInBytes = size;
        baseOffset = RecordBatchHeader.baseOffset(buffer, at);
        lastOffset = RecordBatchHeader.lastOffset(buffer, at);
        maxTimestampMillis = RecordBatchHeader.maxTimestamp(buffer, at);
        return true;
    }

    /** As {@link #next}, but goes on at the next good batch where what follows cannot be one. */
    boolean nextGood() throws IOException {
        damagedFrom = -1;
        if (next()) {
            return true;
        }
        if (position >= end) {
            return false;
        }
        damagedFrom = position;
        int good = DamageSkip.find(channel, position + 1, end, lastOffset + 1);
        if (good < 0) {
            return false;
        }
        position = good;
        return next();
    }

    /** Where damage begins that {@link #nextGood} passed on its way to this batch, or ended at; -1 when there was none. */
    int damagedFrom() {
        return damagedFrom;
    }

    private boolean buffer(int from) throws IOException {
        if (from >= bufferedFrom && from + RecordBatchHeader.SIZE <= bufferedTo) {
            return true;
        }
        buffer.clear().limit(Math.min(READ_BYTES, end - from));
        while (buffer.position() < RecordBatchHeader.SIZE) {
            if (channel.read(buffer, from + (long) buffer.position()) < 0) {
                bufferedTo = 0;
                return false;
            }
        }
        bufferedFrom = from;
        bufferedTo = from + buffer.position();
        buffer.clear();
        return true;
    }

    /** Where the batch begins, or where the walk stopped. */
    int position() {
        return position;
    }

    int sizeInBytes() {
        return sizeInBytes;
    }

    /** Where the batch after this one begins. */
    int nextPosition() {
        return position + sizeInBytes;
    }

    long baseOffset() {
        return baseOffset;
    }

    long lastOffset() {
        return lastOffset;
    }

    long maxTimestampMillis() {
        return maxTimestampMillis;
    }
}
