package io.tailwater.storage.mmap;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Makes room for a log's writer on workers: more windows in the active segment, and the segment after it before the roll.
 * The writer tells it what is active; workers run its blocking methods one at a time.
 *
 * <p>The segment to come is written under a name of its own, since its base offset is not known yet. The roll itself
 * touches no file: a worker gives the file its name afterwards, and recovery does where a crash comes between.
 */
final class SpacePreparer {

    private static final int SMALLEST_WINDOW = 16 << 10;
    private static final int LARGEST_WINDOW = 16 << 20;

    /** Zeros of a log that is flushed all the time are forced, so preparing must not keep the disk busy for long. */
    private static final int LARGEST_FORCED_WINDOW = 1 << 20;

    private static final int PAGE_BYTES = 4096;

    private final LogDirectory directory;
    private final LogStatus status;
    private final Executor background;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private final AtomicBoolean directoryChanged = new AtomicBoolean();

    /** Guards {@code next} and {@code unnamed}, for a few instructions only. */
    private final Object handOver = new Object();

    private volatile int segmentBytes;
    private volatile @Nullable AppendSpace active;
    private volatile @Nullable AppendSpace next;
    private volatile @Nullable Unnamed unnamed;
    private volatile boolean flushed;

    /** A segment that is in use already under the name it was prepared with. */
    private record Unnamed(SegmentFile file, Path name) {}

    SpacePreparer(LogDirectory directory, LogStatus status, Executor background, int segmentBytes) {
        this.directory = directory;
        this.status = status;
        this.background = background;
        this.segmentBytes = segmentBytes;
    }

    // ---- the writer

    void segmentBytes(int bytes) {
        segmentBytes = bytes;
    }

    void activate(@Nullable AppendSpace space) {
        active = space;
    }

    /** Whether an append of so many bytes finds its room, the active segment being this full. */
    boolean hasRoom(int position, int bytes) {
        AppendSpace space = active;
        if (space != null) {
            int untilRoll = segmentBytes - position;
            if (bytes <= untilRoll || position == 0) {
                return bytes <= space.preparedTo() - position;
            }
            if (space.preparedTo() - position < untilRoll) {
                return false;
            }
        }
        AppendSpace following = next;
        return following != null && following.preparedTo() >= bytes;
    }

    /** Whether it is time for {@link #prepareAhead}. */
    boolean isRunningOut(AppendSpace space, int position) {
        return space.isRunningOut(position) && (space.preparedTo() < segmentBytes || next == null);
    }

    /** Prepares more on a worker; trouble shows when somebody needs the space. */
    void prepareAhead() {
        if (underWay.compareAndSet(false, true)) {
            try {
                background.execute(this::prepareQuietly);
            } catch (RejectedExecutionException e) {
                underWay.set(false);
            }
        }
    }

    /** Prepares room for an append on a worker. */
    CompletableFuture<Void> prepare(int position, int bytes) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            background.execute(() -> {
                try {
                    prepareFor(position, bytes);
                    done.complete(null);
                } catch (IOException | RuntimeException e) {
                    done.completeExceptionally(DiskErrors.describe("making room in " + directory.path(), e));
                }
            });
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(status.closedException());
        }
        return done;
    }

    /** Makes room in the active segment here and now, for a writer that did not ask before. */
    void extendNow(AppendSpace space, long target) throws IOException {
        space.extendTo(windowEnd(space, target), false);
    }

    /** The space of a new segment with this base offset: the one prepared, or else one made here and now. */
    AppendSpace begin(long baseOffset, int bytes) throws IOException {
        Path name = directory.logPath(baseOffset);
        AppendSpace space;
        synchronized (handOver) {
            space = next;
            if (space != null) {
                next = null;
                unnamed = new Unnamed(space.file(), name);
            }
        }
        if (space == null) {
            synchronized (this) {
                finishNaming();
                space = create(directory.logFile(baseOffset));
                directoryChanged.set(true);
            }
        }
        if (space.preparedTo() < bytes) {
            extendNow(space, bytes);
        }
        return space;
    }

    // ---- workers

    /** Noted by flushes: the log is forced often, and what is prepared next should be fit for that. */
    void noteFlush() {
        flushed = true;
    }

    /** Gives a segment in use its name, if it has none yet; blocking. */
    synchronized void finishNaming() throws IOException {
        Unnamed waiting = unnamed;
        if (waiting != null) {
            if (!waiting.file().isRetired()) {
                waiting.file().rename(waiting.name());
                directoryChanged.set(true);
            }
            synchronized (handOver) {
                unnamed = null;
            }
        }
    }

    /** Forces the names of segments where they changed; blocking. */
    void forceNames() throws IOException {
        if (unnamed != null) {
            finishNaming();
        }
        if (directoryChanged.compareAndSet(true, false)) {
            directory.force();
        }
    }

    boolean hasUnforcedNames() {
        return directoryChanged.get();
    }

    /** Notes that names in the directory changed, to be forced with the next flush. */
    void noteNameChange() {
        directoryChanged.set(true);
    }

    /** Gives up what was prepared; blocking. The writer is at rest. */
    synchronized void close() throws IOException {
        finishNaming();
        AppendSpace space = active;
        if (space != null) {
            space.close();
        }
        AppendSpace following = next;
        if (following != null) {
            following.close();
            following.file().delete();
        }
        next = null;
        active = null;
    }

    private void prepareQuietly() {
        try {
            prepareMore();
        } catch (IOException | RuntimeException e) {
            // The writer's own request for space will meet the same trouble and tell of it.
        } finally {
            underWay.set(false);
        }
    }

    private synchronized void prepareMore() throws IOException {
        AppendSpace space = active;
        if (status.isClosed()) {
            return;
        }
        finishNaming();
        if (space != null && space.preparedTo() < segmentBytes) {
            space.extendTo(windowEnd(space, 0), takeFlushed());
        } else {
            prepareNext(0);
        }
    }

    private synchronized void prepareFor(int position, int bytes) throws IOException {
        if (status.isClosed()) {
            throw status.closedException();
        }
        AppendSpace space = active;
        if (space != null) {
            long wanted = (long) position + bytes;
            boolean fits = wanted <= segmentBytes || position == 0;
            space.extendTo(windowEnd(space, fits ? wanted : segmentBytes), takeFlushed());
            if (fits) {
                return;
            }
        }
        prepareNext(bytes);
    }

    private void prepareNext(int bytes) throws IOException {
        AppendSpace space = next;
        while (space == null) {
            finishNaming();
            synchronized (handOver) {
                space = next;
                if (space == null && unnamed == null) {
                    break;
                }
            }
        }
        if (space == null) {
            space = create(new SegmentFile(directory.openFiles(), directory.preparedPath()));
            space.extendTo(windowEnd(space, bytes), takeFlushed());
            next = space;
        } else if (space.preparedTo() < bytes) {
            space.extendTo(windowEnd(space, bytes), takeFlushed()); // harmless where the writer has just taken it
        }
    }

    private AppendSpace create(SegmentFile file) throws IOException {
        if (!file.acquireOrCreate()) {
            throw status.closedException();
        }
        try {
            file.file().truncate(0);
        } finally {
            file.release();
        }
        return new AppendSpace(file, 0);
    }

    private boolean takeFlushed() {
        boolean was = flushed;
        flushed = false;
        return was;
    }

    /** Where the next window ends: doubling with the segment, page-aligned, not past the segment's size unless needed. */
    private int windowEnd(AppendSpace space, long target) {
        int prepared = space.preparedTo();
        AppendSpace before = active;
        int size = Math.max(SMALLEST_WINDOW, Integer.highestOneBit(prepared / 2));
        if (space != before && before != null) {
            size = Math.max(size, before.newestBytes());
        }
        size = Math.min(size, flushed ? LARGEST_FORCED_WINDOW : LARGEST_WINDOW);
        long end = Math.max((long) prepared + size, target);
        end = (end + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
        long most = Math.max(segmentBytes, target);
        return (int) Math.min(Math.min(end, most), Integer.MAX_VALUE);
    }
}
