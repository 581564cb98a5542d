package io.tailwater.storage.files;

import io.tailwater.spi.LogId;
import io.tailwater.spi.StorageException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Forces a log to disk, one force at a time; requests that come during one share the next. Thread-safe. A force that
 * failed is the last one: what the operating system kept of it cannot be known.
 */
final class LogFlusher {

    private final LogContents contents;
    private final LogStatus status;
    private final SpacePreparer preparer;
    private final ForceQueue forces;
    private final GroupCommit<Long> commits;

    /** Held while the log is forced, and by those who must not meet a force. */
    private final ReentrantLock lock = new ReentrantLock();

    /** The segment in which durable batches end, and where; null where that is not known. Guarded by the lock. */
    private @Nullable Segment durableIn;

    private int durableTo;

    private volatile boolean released;

    LogFlusher(LogContents contents, LogStatus status, SpacePreparer preparer, ForceQueue forces) {
        this.contents = contents;
        this.status = status;
        this.preparer = preparer;
        this.forces = forces;
        this.commits = new GroupCommit<>(() -> forces.force(this));
    }

    LogId id() {
        return status.id();
    }

    long durableOffset() {
        return contents.durableOffset();
    }

    /** @return the durable offset, at least the end offset of now */
    CompletableFuture<Long> request() {
        StorageException refusal = status.refusesWriting();
        if (refusal != null) {
            return CompletableFuture.failedFuture(refusal);
        }
        long durable = contents.durableOffset();
        if (durable == contents.endOffset() && !preparer.names().hasUnforced()) {
            return CompletableFuture.completedFuture(durable);
        }
        preparer.noteFlush();
        return commits.request();
    }

    // ---- where it is

    /** As {@link #request}, and the log's own files have it then. */
    CompletableFuture<Long> requestForce() {
        StorageException refusal = status.refusesWriting();
        if (refusal != null) {
            return CompletableFuture.failedFuture(refusal);
        }
        if (contents.forcedOffset() == contents.endOffset() && !preparer.names().hasUnforced()) {
            return CompletableFuture.completedFuture(contents.durableOffset());
        }
        return forces.forceAlone(this);
    }

    /**
     * Forces the log's own files; blocking. Closing holds the lock: when it is free again, what it forced serves those who
     * asked before.
     *
     * @return the durable offset
     */
    long force() {
        lock.lock();
        try {
            StorageException refusal = status.refusesWriting();
            if (refusal == null) {
                return forceNow();
            }
            if (!status.hasFailed() && contents.durableOffset() == contents.endOffset()) {
                return contents.durableOffset();
            }
            throw refusal;
        } finally {
            lock.unlock();
        }
    }

    /** Forces what was appended before; blocking. */
    long forceNow() {
        lock.lock();
        try {
            long end = contents.endOffset();
            Segment[] segments = contents.segments();
            Segment youngest = segments.length == 0 ? null : segments[segments.length - 1];
            int youngestBytes = youngest == null ? 0 : youngest.sizeInBytes();
            forceFiles(segments);
            contents.durableTo(end);
            durableIn = youngest;
            durableTo = youngestBytes;
            return contents.durableOffset();
        } finally {
            lock.unlock();
        }
    }

    private void forceFiles(Segment[] segments) {
        try {
            preparer.finishNaming();
            forceAll(contents.leaving());
            forceAll(segments);
            preparer.forceNames();
        } catch (IOException e) {
            throw DiskErrors.unforced("opening or naming what is to be forced of log " + status.id(), e);
        } catch (RuntimeException e) {
            throw status.fail("forcing log " + status.id(), e);
        }
        if (status.hasFailed()) {
            throw status.failure();
        }
    }

    /** @throws IOException when a file could not be opened: what was forced before may be forced again */
    private void forceAll(Segment[] segments) throws IOException {
        for (Segment segment : segments) {
            if (!segment.isDurable() && segment.file().acquire()) {
                try {
                    segment.file().file().force();
                } catch (IOException | RuntimeException e) {
                    throw status.fail("forcing " + segment, e);
                } finally {
                    segment.file().release();
                }
            }
        }
    }

    // ---- together with other logs

    /** @return what the journal has to take, with the lock held until {@link #endTogether}; null where it is no case for it */
    @Nullable
    UnforcedTail beginTogether() {
        if (!lock.tryLock()) {
            return null;
        }
        UnforcedTail tail = status.refusesWriting() == null && !preparer.names().hasUnforced() ? tail() : null;
        if (tail == null) {
            lock.unlock();
        }
        return tail;
    }

    private @Nullable UnforcedTail tail() {
        long end = contents.endOffset(); // first: what is below it is in the segments
        Segment[] segments = contents.segments();
        if (segments.length == 0) {
            return null;
        }
        Segment youngest = segments[segments.length - 1];
        int to = youngest.sizeInBytes();
        long ceiling = youngest.endOffset(); // last: it is published before the size
        int from;
        if (youngest.equals(durableIn)) {
            from = durableTo;
        } else if (youngest.baseOffset() == contents.durableOffset()) {
            from = 0;
        } else {
            return null;
        }
        return to - from > JournalFrame.MOST_BYTES_OF_LOG
                ? null
                : new UnforcedTail(this, youngest, from, to, end, ceiling);
    }

    /** @param durable whether the journal has it */
    void endTogether(UnforcedTail tail, boolean durable) {
        if (durable) {
            contents.journaledTo(tail.endOffset());
            durableIn = tail.segment();
            durableTo = tail.to();
        }
        lock.unlock();
    }

    /** Whether {@link #endTogether} is still to come; for the thread that began. */
    boolean isBegun() {
        return lock.isHeldByCurrentThread();
    }

    // ---- those who must not meet a force

    /** Does work while nobody forces the log; blocking. */
    void alone(LogStatus.Work work) throws IOException {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    /** The log was cut: where durable batches end is not known any more. Only {@link #alone}. */
    void forgetTail() {
        durableIn = null;
    }

    /** Whether the log's own files have for good what is below an offset; where the log is gone they need not. */
    boolean isForcedTo(long offset) {
        return released || contents.points().recoveryPoint() >= offset;
    }

    /** The log is deleted, or another has taken over from it: the journal owes it nothing. */
    void release() {
        released = true;
    }
}
