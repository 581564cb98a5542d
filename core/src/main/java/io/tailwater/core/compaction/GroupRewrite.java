package io.tailwater.core.compaction;

import io.tailwater.core.record.EmptyBatch;
import io.tailwater.spi.LogRewrite;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.RecordBatchHeader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is left of a group of segments. Owned by the compacting thread. A single segment of which everything stays is
 * not written at all: nothing is begun before the first batch changes.
 */
final class GroupRewrite implements AutoCloseable {

    private static final int OUTPUT_BYTES = 256 << 10;

    private final PartitionLog log;
    private final SegmentGroup group;
    private final BatchJudge judge;
    private final Throttle throttle;
    private final ByteBuffer output = ByteBuffer.allocate(OUTPUT_BYTES);
    private @Nullable LogRewrite rewrite;
    private long readBytes;
    private long writtenBytes;
    private long lastBaseOffset = -1;
    private int lastCrc;

    GroupRewrite(PartitionLog log, SegmentGroup group, BatchJudge judge, Throttle throttle) {
        this.log = log;
        this.group = group;
        this.judge = judge;
        this.throttle = throttle;
    }

    /**
     * Reads, judges, writes and replaces; blocking.
     *
     * @return false when the segments are not there any more as they were
     */
    boolean run() {
        try {
            return rewriteGroup();
        } catch (IllegalArgumentException e) {
            if (log.startOffset() > group.fromOffset()) {
                return false; // retention came first
            }
            throw e;
        }
    }

    private boolean rewriteGroup() {
        if (group.segments() > 1) {
            rewrite = log.rewrite(group.fromOffset(), group.toOffset());
        }
        new StoredBatches(throttle).visit(log, group.fromOffset(), group.toOffset(), batch -> {
            take(batch);
            return true;
        });
        LogRewrite begun = rewrite;
        if (begun == null) {
            return true;
        }
        flush(begun);
        return lastBaseOffset >= 0 && begun.commit();
    }

    @SuppressWarnings("ReferenceEquality") // whether it is the batch that was there
    private void take(ByteBuffer batch) {
        ByteBuffer left = judge.leftOf(batch);
        boolean last = RecordBatchHeader.lastOffset(batch, batch.position()) == group.toOffset() - 1;
        if (left == null && last) {
            left = isOfNobody(batch) ? batch : EmptyBatch.ofNobody(batch, batch.position());
        }
        if (left != null && left != batch && grows(left.remaining() - batch.remaining())) {
            left = batch;
        }
        LogRewrite begun = rewrite;
        if (begun == null && left != batch) {
            begun = begin(RecordBatchHeader.baseOffset(batch, batch.position()));
        }
        readBytes += batch.remaining();
        if (left != null) {
            if (begun != null) {
                write(begun, left);
            }
            writtenBytes += left.remaining();
            lastBaseOffset = RecordBatchHeader.baseOffset(left, left.position());
            lastCrc = (int) RecordBatchHeader.crc(left, left.position());
        }
    }

    /** Whether the segment would outgrow what a segment can have: then batches stay as they are. */
    private boolean grows(int bytes) {
        return bytes > 0 && writtenBytes - readBytes + bytes > Integer.MAX_VALUE - group.sizeBytes();
    }

    private static boolean isOfNobody(ByteBuffer batch) {
        return RecordBatchHeader.recordCount(batch, batch.position()) == 0
                && RecordBatchHeader.producerId(batch, batch.position()) < 0;
    }

    /** Begins to write, with everything before the batch that changes. */
    private LogRewrite begin(long changedOffset) {
        LogRewrite begun = log.rewrite(group.fromOffset(), group.toOffset());
        rewrite = begun;
        new StoredBatches(throttle).visit(log, group.fromOffset(), changedOffset, batch -> {
            write(begun, batch);
            return true;
        });
        return begun;
    }

    private void write(LogRewrite begun, ByteBuffer batch) {
        throttle.used(batch.remaining());
        if (output.remaining() < batch.remaining()) {
            flush(begun);
        }
        if (output.remaining() < batch.remaining()) {
            begun.append(batch);
        } else {
            output.put(batch.duplicate());
        }
    }

    private void flush(LogRewrite begun) {
        if (output.flip().hasRemaining()) {
            begun.append(output);
        }
        output.clear();
    }

    /** Whether anything was written. */
    boolean isRewritten() {
        return rewrite != null;
    }

    long readBytes() {
        return readBytes;
    }

    long writtenBytes() {
        return writtenBytes;
    }

    /** The base offset of the last batch. */
    long lastBaseOffset() {
        return lastBaseOffset;
    }

    /** Its CRC. */
    int lastCrc() {
        return lastCrc;
    }

    /** Gives up what was not committed. */
    @Override
    public void close() {
        LogRewrite begun = rewrite;
        if (begun != null) {
            begun.close();
        }
    }
}
