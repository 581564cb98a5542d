package io.tailwater.storage.files;

import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.spi.SoundBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/**
 * Finds the next good batch where a damaged header does not say where it is: by looking at every byte for one whose CRC is right.
 * Stateless; every method blocks.
 */
final class DamageSkip {

    private static final int WINDOW_BYTES = 256 << 10;

    private DamageSkip() {}

    /**
     * Where the next good batch begins.
     *
     * @param from where to begin to look
     * @param end where the segment's batches end
     * @param minOffset its offsets are at least this
     * @return its position, or -1 when there is none
     */
    static int find(FileChannel channel, int from, int end, long minOffset) throws IOException {
        ByteBuffer window = ByteBuffer.allocate(Math.min(WINDOW_BYTES, Math.max(0, end - from)));
        int windowFrom = from;
        while (end - windowFrom >= RecordBatchHeader.SIZE) {
            fill(channel, window.clear().limit(Math.min(window.capacity(), end - windowFrom)), windowFrom);
            int last = window.limit() - RecordBatchHeader.SIZE;
            for (int at = 0; at <= last; at++) {
                int size = SoundBatch.sizeOf(window, at, end - windowFrom - at);
                if (size > 0
                        && RecordBatchHeader.baseOffset(window, at) >= minOffset
                        && hasGoodCrc(channel, windowFrom + at, size, RecordBatchHeader.crc(window, at))
                        && goesOn(channel, windowFrom + at + size, end)) {
                    return windowFrom + at;
                }
            }
            windowFrom += last + 1;
        }
        return -1;
    }

    /** Whether a batch or prepared space follows, as it would not if this were a batch in a record's value. */
    private static boolean goesOn(FileChannel channel, int position, int end) throws IOException {
        if (end - position < RecordBatchHeader.SIZE) {
            return position == end || isZero(channel, position, end);
        }
        ByteBuffer header = ByteBuffer.allocate(RecordBatchHeader.SIZE);
        fill(channel, header, position);
        return SoundBatch.sizeOf(header, 0, end - position) > 0
                || isZero(channel, position, position + RecordBatchHeader.SIZE);
    }

    static boolean hasGoodCrc(FileChannel channel, int position, int size, long stated) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer step = ByteBuffer.allocate(Math.min(WINDOW_BYTES, size));
        int at = position + RecordBatchHeader.CRC_COVERS_FROM;
        int end = position + size;
        while (at < end) {
            fill(channel, step.clear().limit(Math.min(step.capacity(), end - at)), at);
            at += step.remaining();
            crc.update(step);
        }
        return crc.getValue() == stated;
    }

    /** Whether there is nothing but zeros, as they are prepared for batches to come. */
    static boolean isZero(FileChannel channel, int from, int end) throws IOException {
        ByteBuffer step = ByteBuffer.allocate(Math.min(WINDOW_BYTES, Math.max(0, end - from)));
        for (int at = from; at < end; at += step.limit()) {
            fill(channel, step.clear().limit(Math.min(step.capacity(), end - at)), at);
            for (int i = 0; i < step.limit(); i++) {
                if (step.get(i) != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Fills up to the limit, with zeros where the file ends before, and makes it ready to be read. */
    private static void fill(FileChannel channel, ByteBuffer target, int from) throws IOException {
        while (target.hasRemaining()) {
            if (channel.read(target, from + (long) target.position()) < 0) {
                while (target.hasRemaining()) {
                    target.put((byte) 0);
                }
            }
        }
        target.flip();
    }
}
