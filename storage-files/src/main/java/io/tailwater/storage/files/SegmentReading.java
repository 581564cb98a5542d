package io.tailwater.storage.files;

import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.spi.SoundBatch;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Goes through a log file from its first byte to its last, good batches and bad ones. Owned by one thread; blocking; only reads. */
public final class SegmentReading implements Closeable {

    private static final int WINDOW_BYTES = 1 << 20;

    /** What is met on the way. */
    public interface Visitor {

        /**
         * A batch with a good CRC.
         *
         * @param header holds its header, at {@code at}
         */
        void batch(ByteBuffer header, int at, int position, int sizeInBytes) throws IOException;

        /**
         * Bytes that are no good batch.
         *
         * @param endPosition where the next good one begins, or the file's end
         */
        void damaged(int position, int endPosition, String what) throws IOException;

        /** Nothing but zeros to the end: space that was prepared. */
        void prepared(int position, int endPosition) throws IOException;
    }

    private final FileChannel channel;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);
    private final int end;
    private int windowFrom;

    private SegmentReading(FileChannel channel, int end) {
        this.channel = channel;
        this.end = end;
    }

    /** @throws IOException also when the file is larger than a segment can be */
    public static SegmentReading open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        if (channel.size() > Integer.MAX_VALUE) {
            channel.close();
            throw new IOException(file + " has more than 2 GiB: it is no segment");
        }
        return new SegmentReading(channel, (int) channel.size());
    }

    int size() {
        return end;
    }

    public void visit(Visitor visitor) throws IOException {
        long least = 0;
        for (int position = 0; position < end; ) {
            int size = sizeAt(position);
            if (size > 0 && hasGoodCrc(position, size)) {
                int at = position - windowFrom;
                least = RecordBatchHeader.lastOffset(window, at) + 1;
                visitor.batch(window, at, position, size);
                position += size;
                continue;
            }
            if (size == 0 && DamageSkip.isZero(channel, position, end)) {
                visitor.prepared(position, end);
                return;
            }
            int good = DamageSkip.find(channel, position + 1, end, least);
            int next = good < 0 ? end : good;
            visitor.damaged(position, next, size > 0 ? "the CRC is wrong" : "there is no batch");
            position = next;
        }
    }

    /** All bytes of a batch; any of its file. */
    public ByteBuffer bytes(int position, int sizeInBytes) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(sizeInBytes);
        fill(bytes, position);
        return bytes.flip();
    }

    /** What a header here says of its size, 0 when it cannot be right; the window holds it then. */
    private int sizeAt(int position) throws IOException {
        if (end - position < RecordBatchHeader.SIZE) {
            return 0;
        }
        if (position < windowFrom || position + RecordBatchHeader.SIZE > windowFrom + window.limit()) {
            load(position);
        }
        return SoundBatch.sizeOf(window, position - windowFrom, end - position);
    }

    private boolean hasGoodCrc(int position, int size) throws IOException {
        if (position + size > windowFrom + window.limit()) {
            load(position);
        }
        int at = position - windowFrom;
        return at + size <= window.limit()
                ? SoundBatch.hasGoodCrc(window, at, size)
                : DamageSkip.hasGoodCrc(channel, position, size, RecordBatchHeader.crc(window, at));
    }

    private void load(int position) throws IOException {
        window.clear().limit(Math.min(WINDOW_BYTES, end - position));
        fill(window, position);
        window.flip();
        windowFrom = position;
    }

    private void fill(ByteBuffer target, int from) throws IOException {
        while (target.hasRemaining() && channel.read(target, from + (long) target.position()) >= 0) {
            // A read may give less than there is.
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
