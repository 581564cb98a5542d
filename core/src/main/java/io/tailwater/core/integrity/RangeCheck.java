package io.tailwater.core.integrity;

import io.tailwater.spi.LogSlice;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.ReadResult;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.spi.SoundBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Reads a piece of a log and checks every batch in it: header, offsets, CRC. Blocking, owned by one thread.
 *
 * <p>Base offset, length, format and leader epoch are not covered by the CRC; a batch is taken to be damaged, too, when these
 * cannot be right. Where a length is wrong, the next batch is where bytes with a good CRC are.
 */
public final class RangeCheck {

    /**
     * What was found.
     *
     * @param nextOffset where to go on
     * @param isLast whether that is the log's end
     * @param checkedBytes how much was read
     * @param damaged by offset
     */
    public record Checked(long nextOffset, boolean isLast, long checkedBytes, List<DamagedRange> damaged) {}

    /** A slice of more is one batch, and not taken into memory. */
    private static final int LARGE_BYTES = 4 << 20;

    private static final int STEP_BYTES = 64 << 10;

    private final PartitionLog log;
    private final List<DamagedRange> damaged = new ArrayList<>();
    private long next;

    private RangeCheck(PartitionLog log, long from) {
        this.log = log;
        this.next = from;
    }

    /**
     * Checks the batches from the one on that holds an offset.
     *
     * @param from the offset; one below the log's start begins there
     * @param maxBytes about how many bytes; at least one batch
     */
    public static Checked of(PartitionLog log, long from, int maxBytes) {
        return new RangeCheck(log, Math.max(from, log.startOffset())).run(maxBytes);
    }

    private Checked run(int maxBytes) {
        long end = log.endOffset(); // what comes meanwhile is another piece's
        if (next >= end) {
            return new Checked(end, true, 0, List.of());
        }
        ReadResult read = log.read(next, maxBytes, end).toCompletableFuture().join();
        if (read instanceof ReadResult.OutOfRange range) { // deleted or cut meanwhile
            next = Math.max(range.startOffset(), Math.min(next, range.endOffset()));
            return checked(0);
        }
        if (read instanceof ReadResult.Damaged found) {
            damaged.add(new DamagedRange(found.fromOffset(), found.toOffset(), found.finding()));
            next = found.toOffset();
            return checked(0);
        }
        try (LogSlice slice = (LogSlice) read) {
            if (slice.size() == 0) { // a gap up to the end
                return new Checked(end, true, 0, List.of());
            }
            if (slice.size() > LARGE_BYTES) {
                checkLarge(slice);
            } else {
                check(slice.toBuffer(), end);
            }
            return checked(slice.size());
        }
    }

    private Checked checked(long bytes) {
        return new Checked(next, next >= log.endOffset(), bytes, damaged);
    }

    private void check(ByteBuffer bytes, long endOffset) {
        int at = 0;
        long least = firstPossibleOffset(bytes);
        while (at < bytes.limit()) {
            int size = SoundBatch.sizeOf(bytes, at);
            if (size > 0
                    && RecordBatchHeader.baseOffset(bytes, at) >= least
                    && RecordBatchHeader.lastOffset(bytes, at) < endOffset
                    && SoundBatch.hasGoodCrc(bytes, at, size)
                    && !isMisplaced(bytes, at, size, least)) {
                next = RecordBatchHeader.lastOffset(bytes, at) + 1;
                least = next;
                at += size;
                continue;
            }
            String finding = describe(bytes, at, size, least);
            int good = SoundBatch.find(bytes, at + 1, least + 1, endOffset);
            if (good >= 0) {
                damage(least, RecordBatchHeader.baseOffset(bytes, good), finding);
                at = good;
            } else {
                damage(least, endOfLast(bytes, at, size, least, endOffset), finding);
                at = bytes.limit();
            }
        }
    }

    /** Whether a batch that does not follow on the one before has the offsets of the one after it, so that they are not its own. */
    private static boolean isMisplaced(ByteBuffer bytes, int at, int size, long least) {
        if (RecordBatchHeader.baseOffset(bytes, at) == least) {
            return false;
        }
        int following = at + size;
        int followingSize = SoundBatch.sizeOf(bytes, following);
        return followingSize > 0
                && RecordBatchHeader.baseOffset(bytes, following) >= least
                && RecordBatchHeader.baseOffset(bytes, following) <= RecordBatchHeader.lastOffset(bytes, at)
                && SoundBatch.hasGoodCrc(bytes, following, followingSize);
    }

    private void checkLarge(LogSlice slice) {
        ByteBuffer header = ByteBuffer.allocate(RecordBatchHeader.SIZE);
        slice.copyTo(0, header);
        long from = Math.min(next, RecordBatchHeader.baseOffset(header, 0));
        long end = RecordBatchHeader.lastOffset(header, 0) + 1;
        CRC32C crc = new CRC32C();
        ByteBuffer step = ByteBuffer.allocate(STEP_BYTES);
        for (int at = RecordBatchHeader.CRC_COVERS_FROM; at < slice.size(); at += step.limit()) {
            slice.copyTo(at, step.clear());
            crc.update(step.flip());
        }
        if (RecordBatchHeader.sizeInBytes(header, 0) == slice.size()
                && crc.getValue() == RecordBatchHeader.crc(header, 0)) {
            next = end;
        } else {
            damage(from, Math.max(end, next + 1), "the CRC of the batch at offset " + from + " is wrong");
        }
    }

    /** The first batch may begin before the offset asked for. */
    private long firstPossibleOffset(ByteBuffer bytes) {
        int size = SoundBatch.sizeOf(bytes, 0);
        long base = size == 0 ? next : RecordBatchHeader.baseOffset(bytes, 0);
        return base <= next && RecordBatchHeader.lastOffset(bytes, 0) >= next ? base : next;
    }

    /** Where the slice's last batch ends, which is damaged: as its header says if that can be, else one offset is given up. */
    private static long endOfLast(ByteBuffer bytes, int at, int size, long least, long endOffset) {
        if (size > 0 && size == bytes.limit() - at) {
            long end = RecordBatchHeader.lastOffset(bytes, at) + 1;
            if (end > least && end <= endOffset) {
                return end;
            }
        }
        return least + 1;
    }

    private static String describe(ByteBuffer bytes, int at, int size, long least) {
        if (size == 0) {
            return "where offset " + least + " should be is no batch";
        }
        return SoundBatch.hasGoodCrc(bytes, at, size)
                ? "where offset " + least + " should be is a batch with offset "
                        + RecordBatchHeader.baseOffset(bytes, at)
                : "the CRC of the batch at offset " + least + " is wrong";
    }

    private void damage(long from, long to, String finding) {
        damaged.add(new DamagedRange(from, to, place(from, finding)));
        next = to;
    }

    private String place(long offset, String finding) {
        return log.placeOf(offset).map(place -> finding + ", " + place).orElse(finding);
    }
}
