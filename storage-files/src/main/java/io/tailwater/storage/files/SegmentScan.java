package io.tailwater.storage.files;

import io.tailwater.spi.RecordBatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Reads a segment as recovery does: every batch is checked, and the first that is wrong ends the log. Owned by the worker
 * that opens the log; blocking.
 */
final class SegmentScan {

    private static final int BUFFER_BYTES = 1 << 20;
    private static final ThreadLocal<ByteBuffer> BUFFERS =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER_BYTES));
    private static final ByteBuffer ZEROS =
            ByteBuffer.allocateDirect(BUFFER_BYTES).asReadOnlyBuffer();

    private final SegmentFile file;
    private final int fileBytes;
    private final CRC32C crc = new CRC32C();
    private ByteBuffer buffer = BUFFERS.get();
    private int bufferedFrom;
    private int position;
    private long endOffset;
    private int leaderEpoch;
    private int garbageBytes;
    private final long durableOffset;
    private final List<String> findings;

    /**
     * Begins a scan.
     *
     * @param file leased
     * @param position where the first batch to check begins
     * @param endOffset the offset after what is before it
     * @param leaderEpoch the epoch of what is before it, below which none may fall
     * @param durableOffset what lies below it was forced: bad batches there do not end the log
     * @param findings is told of those
     */
    SegmentScan(
            SegmentFile file,
            int fileBytes,
            int position,
            long endOffset,
            int leaderEpoch,
            long durableOffset,
            List<String> findings) {
        this.file = file;
        this.durableOffset = durableOffset;
        this.findings = findings;
        this.fileBytes = fileBytes;
        this.position = position;
        this.endOffset = endOffset;
        this.leaderEpoch = leaderEpoch;
        buffer.clear().limit(0);
        bufferedFrom = position;
    }

    /** Reads to the end, noting good batches in the segment. */
    void run(Segment segment) throws IOException {
        while (nextIsGood(segment.baseOffset()) || passDamage(segment.baseOffset())) {
            int at = position - bufferedFrom;
            int size = RecordBatchHeader.sizeInBytes(buffer, at);
            long lastOffset = RecordBatchHeader.lastOffset(buffer, at);
            segment.append(
                    position,
                    size,
                    RecordBatchHeader.baseOffset(buffer, at),
                    lastOffset,
                    RecordBatchHeader.maxTimestamp(buffer, at));
            leaderEpoch = RecordBatchHeader.leaderEpoch(buffer, at);
            endOffset = lastOffset + 1;
            position += size;
        }
        garbageBytes = countGarbage();
    }

    /** Where the good batches end. */
    int position() {
        return position;
    }

    long endOffset() {
        return endOffset;
    }

    int leaderEpoch() {
        return leaderEpoch;
    }

    /** How many bytes after the good batches are not prepared zeros; 0 when nothing was lost. */
    int garbageBytes() {
        return garbageBytes;
    }

    private boolean nextIsGood(long segmentBase) throws IOException {
        if (!buffer(RecordBatchHeader.SIZE)) {
            return false;
        }
        int at = position - bufferedFrom;
        int size = RecordBatchHeader.sizeInBytes(buffer, at);
        if (size < RecordBatchHeader.SIZE || RecordBatchHeader.magic(buffer, at) != RecordBatchHeader.MAGIC) {
            return false;
        }
        long baseOffset = RecordBatchHeader.baseOffset(buffer, at);
        int lastOffsetDelta = RecordBatchHeader.lastOffsetDelta(buffer, at);
        if (baseOffset < endOffset
                || lastOffsetDelta < 0
                || baseOffset - segmentBase + lastOffsetDelta > Integer.MAX_VALUE
                || RecordBatchHeader.leaderEpoch(buffer, at) < leaderEpoch) {
            return false;
        }
        return buffer(size) && hasGoodCrc(position - bufferedFrom, size);
    }

    /** Goes on at the next good batch, where what was forced is not what was written: that is no torn end. */
    private boolean passDamage(long segmentBase) throws IOException {
        if (endOffset >= durableOffset || position >= fileBytes) {
            return false;
        }
        int bad = position;
        int good = DamageSkip.find(file.channel(), position + 1, fileBytes, endOffset + 1);
        if (good < 0) {
            return false;
        }
        position = good;
        if (!nextIsGood(segmentBase)) {
            position = bad;
            return false;
        }
        findings.add(file.path() + ": what is at " + bad + ", where offset " + endOffset
                + " should begin, is damaged up to " + good + "; it is kept, and answered with an error");
        return true;
    }

    private boolean hasGoodCrc(int at, int size) {
        crc.reset();
        crc.update(buffer.slice(at + RecordBatchHeader.CRC_COVERS_FROM, size - RecordBatchHeader.CRC_COVERS_FROM));
        return crc.getValue() == RecordBatchHeader.crc(buffer, at);
    }

    /** Has so many bytes from the position on in the buffer. @return false when the file ends before */
    private boolean buffer(int bytes) throws IOException {
        if (bytes > fileBytes - position) {
            return false;
        }
        if (position + bytes <= bufferedFrom + buffer.limit()) {
            return true;
        }
        if (bytes > buffer.capacity()) {
            buffer = ByteBuffer.allocateDirect(bytes); // a batch larger than any usual buffer
        }
        return read(position, Math.min(buffer.capacity(), fileBytes - position)) >= bytes;
    }

    private int read(int from, int bytes) throws IOException {
        buffer.clear().limit(bytes);
        while (buffer.hasRemaining() && file.channel().read(buffer, from + (long) buffer.position()) >= 0) {
            // A read may give less than there is.
        }
        buffer.flip();
        bufferedFrom = from;
        return buffer.limit();
    }

    private int countGarbage() throws IOException {
        int end = position;
        int at = position;
        while (at < fileBytes) {
            int length = read(at, Math.min(BUFFER_BYTES, fileBytes - at));
            if (length == 0) {
                break;
            }
            if (buffer.mismatch(ZEROS.duplicate().limit(length)) >= 0) {
                int last = length - 1;
                while (buffer.get(last) == 0) {
                    last--;
                }
                end = at + last + 1;
            }
            at += length;
        }
        return end - position;
    }
}
