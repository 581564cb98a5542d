package io.tailwater.websocket.tail;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of one partition as text: JSON objects with commas between them, closed by {@code ]}}. Made by a worker, then owned
 * by its feed and confined to that one's event loop.
 */
public final class Chunk {

    /** What follows the last record in the bytes. */
    static final String END = "]}";

    private final long from;
    private final long next;
    private final int[] offsetDeltas;
    private final int[] ends;
    private final @Nullable Gap gap;
    private final long readableEnd;
    private final long highWatermark;
    private ByteBuf bytes;

    /**
     * @param from the first offset it speaks for
     * @param next the offset after the last it speaks for
     * @param offsetDeltas of each record, from {@code from}
     * @param ends where in the bytes each record ends
     * @param bytes direct and pooled, owned by the chunk
     * @param gap what could not be read at its beginning, before the first record; null when all could
     * @param readableEnd up to where the log could be read when this was
     * @param highWatermark up to where it had records then
     */
    Chunk(
            long from,
            long next,
            int[] offsetDeltas,
            int[] ends,
            ByteBuf bytes,
            @Nullable Gap gap,
            long readableEnd,
            long highWatermark) {
        this.from = from;
        this.next = next;
        this.offsetDeltas = offsetDeltas;
        this.ends = ends;
        this.bytes = bytes;
        this.gap = gap;
        this.readableEnd = readableEnd;
        this.highWatermark = highWatermark;
    }

    /** Records that cannot be shown: offsets from {@code from} to before {@code to}, and why. */
    public record Gap(long from, long to, String message) {}

    public long from() {
        return from;
    }

    public long next() {
        return next;
    }

    public @Nullable Gap gap() {
        return gap;
    }

    public long readableEnd() {
        return readableEnd;
    }

    public long highWatermark() {
        return highWatermark;
    }

    /** How many records it has. */
    public int records() {
        return ends.length;
    }

    int size() {
        return bytes.readableBytes();
    }

    /** The first record at an offset or after it; {@link #records} when there is none. */
    public int indexOf(long offset) {
        if (offset <= from) {
            return 0;
        }
        int low = 0;
        int high = ends.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (from + offsetDeltas[middle] < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    public long offsetOf(int record) {
        return from + offsetDeltas[record];
    }

    /**
     * Some of the records' text, to be released by the caller; with {@link #END} exactly when it has the last record.
     *
     * @param first index of the first record
     * @param last index after the last record, more than {@code first}
     */
    public ByteBuf slice(int first, int last) {
        int begin = first == 0 ? 0 : ends[first - 1] + 1;
        int end = last == ends.length ? bytes.writerIndex() : ends[last - 1];
        return bytes.retainedSlice(begin, end - begin);
    }

    /** From now on somebody is told when nobody needs the bytes any more. */
    void count(Runnable freed) {
        bytes = new CountedBytes(bytes, freed);
    }

    void retain() {
        bytes.retain();
    }

    void release() {
        bytes.release();
    }
}
