package io.tailwater.storage.tck.memory;

import io.tailwater.spi.LogRewrite;
import java.nio.ByteBuffer;
import java.util.List;

/** A segment that is to replace others. Owned by one thread. */
final class SegmentRewrite implements LogRewrite {

    private final LogContents contents;
    private final Capacity capacity;
    private final List<MemorySegment> replaced;
    private final MemorySegment replacement;
    private final long toOffset;
    private final Runnable requireOpenLog;
    private long next;
    private boolean ended;

    SegmentRewrite(
            LogContents contents,
            Capacity capacity,
            List<MemorySegment> replaced,
            long toOffset,
            Runnable requireOpenLog) {
        this.contents = contents;
        this.capacity = capacity;
        this.replaced = replaced;
        this.replacement = new MemorySegment(replaced.get(0).baseOffset());
        this.toOffset = toOffset;
        this.requireOpenLog = requireOpenLog;
        this.next = replacement.baseOffset();
    }

    @Override
    public long fromOffset() {
        return replacement.baseOffset();
    }

    @Override
    public long toOffset() {
        return toOffset;
    }

    @Override
    public void append(ByteBuffer batches) {
        requireOpen();
        List<StoredBatch> added = StoredBatch.parse(batches, next, toOffset);
        capacity.take(batches.remaining());
        for (StoredBatch batch : added) {
            replacement.append(batch, batches.slice(batch.position(), batch.size()));
            next = batch.lastOffset() + 1;
        }
    }

    @Override
    public boolean commit() {
        requireOpen();
        if (next != toOffset) {
            throw new IllegalArgumentException(
                    "the last batch ends at " + next + ", not where the range does, " + toOffset);
        }
        boolean done = contents.replace(replaced, replacement);
        end(done);
        return done;
    }

    @Override
    public void close() {
        if (!ended) {
            end(false);
        }
    }

    private void end(boolean kept) {
        ended = true;
        if (!kept) {
            capacity.giveBack(replacement.sizeBytes());
        }
        contents.rewriteEnded();
    }

    private void requireOpen() {
        requireOpenLog.run();
        if (ended) {
            throw new IllegalStateException("the rewrite has ended");
        }
    }
}
