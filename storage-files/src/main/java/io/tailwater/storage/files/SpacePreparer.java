package io.tailwater.storage.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Makes room for a log's writer on workers: more windows in the active segment, and the segment after it before the roll.
 * The writer tells it what is active; workers run its blocking methods one at a time.
 *
 * <p>The segment to come is written under a name of its own, since its base offset is not known yet. The roll itself
 * touches no file: a worker gives the file its name afterwards, and recovery does where a crash comes between.
 */
final class SpacePreparer implements WindowBudget.Holder {

    private static final int PAGE_BYTES = 4096;

    private final LogDirectory directory;
    private final LogStatus status;
    private final LogNames names;
    private final Executor background;
    private final Executor appender;
    private final LookAhead lookAhead;
    private final WindowBudget windows;
    private final FileEngine engine;
    private final AtomicBoolean underWay = new AtomicBoolean();

    /** How many appends wait for room, for whom preparing ahead makes way. */
    private final AtomicInteger awaited = new AtomicInteger();

    /** Guards {@code next} and {@code unnamed}, for a few instructions only. */
    private final Object handOver = new Object();

    private volatile int segmentBytes;
    private volatile @Nullable AppendSpace active;
    private volatile @Nullable AppendSpace next;
    private volatile @Nullable Unnamed unnamed;

    /** Whether an append waited for room since the budget last asked. */
    private volatile boolean awaitedLately;

    /** What was active, and how full, when the budget last asked. */
    private @Nullable AppendSpace seen;

    private int seenFilledTo;

    /** A segment that is in use already under the name it was prepared with. */
    private record Unnamed(SegmentFile file, Path name) {}

    /** Room for one log. */
    SpacePreparer(LogDirectory directory, LogStatus status, LogServices services, int segmentBytes) {
        this.directory = directory;
        this.status = status;
        this.names = new LogNames(directory, status);
        this.background = services.background();
        this.appender = services.appender();
        this.windows = services.windows();
        this.engine = services.engine();
        this.lookAhead = new LookAhead(services.clock(), windows);
        this.segmentBytes = segmentBytes;
    }

    // ---- the writer

    void segmentBytes(int bytes) {
        segmentBytes = bytes;
    }

    void activate(@Nullable AppendSpace space) {
        active = space;
    }

    /** The space of a segment that is there, behind its batches. */
    AppendSpace resume(SegmentFile file, int from) {
        AppendSpace space = new AppendSpace(file, engine.mapping(), from);
        activate(space);
        return space;
    }

    /** Whether an append of so many bytes finds its room, the active segment being this full. */
    boolean hasRoom(int position, int bytes) {
        AppendSpace space = active;
        if (space != null) {
            if (space.isLeftOver()) {
                return false;
            }
            int untilRoll = segmentBytes - position;
            if (bytes <= untilRoll || position == 0) {
                return bytes <= space.room();
            }
            if (space.room() < untilRoll) {
                return false;
            }
        }
        AppendSpace following = next;
        return following != null && following.preparedTo() >= bytes;
    }

    /** Whether it is time for {@link #prepareAhead}. */
    boolean isRunningOut() {
        return lookAhead.isShort(roomAhead());
    }

    /** What can be appended without preparing more, over the end of the active segment too; endless when all is prepared. */
    private long roomAhead() {
        AppendSpace space = active;
        if (space == null) {
            return Long.MAX_VALUE; // what comes first says how much it needs
        }
        if (space.preparedTo() < segmentBytes) {
            return space.room();
        }
        AppendSpace following = next;
        if (following == null) {
            return space.room();
        }
        return following.preparedTo() < segmentBytes ? (long) space.room() + following.room() : Long.MAX_VALUE;
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
        return await(() -> prepareFor(position, bytes));
    }

    /** Stores the bytes of an append behind those before on a worker; see {@link AppendSpace#store}. */
    CompletableFuture<Void> store(AppendSpace space, ByteBuffer batches) {
        return await(() -> {
            if (status.isClosed() || !space.store(batches)) {
                throw status.closedException();
            }
        });
    }

    private CompletableFuture<Void> await(LogStatus.Work work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        awaited.incrementAndGet();
        try {
            appender.execute(() -> run(work, done));
        } catch (RejectedExecutionException e) {
            awaited.decrementAndGet();
            done.completeExceptionally(status.closedException());
        }
        return done;
    }

    /** Makes room here and now, for a writer that did not ask before. */
    void extendNow(AppendSpace space, int bytes) throws IOException {
        awaitedLately = true;
        extendTo(space, (long) space.filledTo() + bytes);
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
                names.noteChange();
            }
        }
        try {
            extendNow(space, bytes);
        } catch (IOException | RuntimeException e) {
            space.close();
            space.file().delete();
            throw e;
        }
        return space;
    }

    // ---- workers

    /** Noted by flushes: the log is forced often, and what is prepared next should be fit for that. */
    void noteFlush() {
        lookAhead.noteFlush();
    }

    /** Gives a segment in use its name, if it has none yet; blocking. */
    synchronized void finishNaming() throws IOException {
        Unnamed waiting = unnamed;
        if (waiting != null) {
            if (!waiting.file().isRetired()) {
                waiting.file().rename(waiting.name());
                names.noteChange();
            }
            synchronized (handOver) {
                unnamed = null;
            }
        }
    }

    /**
     * Forces the names of segments where they changed; blocking.
     *
     * @throws IOException when that could not be tried, but may be again
     */
    void forceNames() throws IOException {
        if (unnamed != null) {
            finishNaming();
        }
        names.force();
    }

    LogNames names() {
        return names;
    }

    /** Gives up what was prepared; blocking. The writer is at rest. */
    synchronized void close() throws IOException {
        AppendSpace space = active;
        AppendSpace following = next;
        next = null;
        active = null;
        if (space != null) {
            space.close();
        }
        if (following != null) {
            following.close();
        }
        windows.holds(this, 0);
        finishNaming();
        if (following != null) {
            following.file().delete();
        }
    }

    private void prepareQuietly() {
        try {
            lookAhead.adapt();
            while (awaited.get() == 0 && roomAhead() < lookAhead.bytes() && prepareStep()) {
                // A step at a time, so that who waits for room gets its turn.
            }
        } catch (IOException | RuntimeException e) {
            // The writer's own request for space will meet the same trouble, and tell of it.
        } finally {
            underWay.set(false);
        }
    }

    /** @return whether there is more room than before */
    private synchronized boolean prepareStep() throws IOException {
        AppendSpace space = active;
        if (status.isClosed() || space == null) {
            return false;
        }
        finishNaming();
        if (space.preparedTo() < segmentBytes) {
            return extend(space, 0);
        }
        return prepareNext(0);
    }

    private void run(LogStatus.Work work, CompletableFuture<Void> done) {
        awaited.decrementAndGet();
        try {
            work.run();
            done.complete(null);
        } catch (IOException | RuntimeException e) {
            done.completeExceptionally(DiskErrors.describe("making room in " + directory.path(), e));
        }
    }

    private synchronized void prepareFor(int position, int bytes) throws IOException {
        if (status.isClosed()) {
            throw status.closedException();
        }
        awaitedLately = true;
        AppendSpace space = active;
        if (space != null) {
            space.erase();
            long wanted = (long) position + bytes;
            boolean fits = wanted <= segmentBytes || position == 0;
            extendTo(space, fits ? wanted : segmentBytes);
            if (fits) {
                return;
            }
        }
        prepareNext(bytes);
    }

    /** Has the segment to come, with room for so many bytes, or with a step more room when none are named. */
    private boolean prepareNext(int bytes) throws IOException {
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
            extend(space, bytes);
            next = space;
            return true;
        }
        boolean enough = bytes > 0 && bytes <= space.preparedTo();
        return !enough && extend(space, bytes); // harmless where the writer has just taken it
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
        return new AppendSpace(file, engine.mapping(), 0);
    }

    private void extendTo(AppendSpace space, long target) throws IOException {
        if (space.preparedTo() < target) {
            extend(space, target);
        }
    }

    /** One step more, or what is needed where that is more; page-aligned; not past the segment's size unless needed. */
    private boolean extend(AppendSpace space, long target) throws IOException {
        long wanted = Math.max((long) space.preparedTo() + lookAhead.stepBytes(), target);
        long aligned = (wanted + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
        long most = Math.max(segmentBytes, target);
        try {
            int end = (int) Math.min(Math.min(aligned, most), Integer.MAX_VALUE);
            boolean extended = space.extendTo(end, lookAhead.forced());
            windows.holds(this, mappedBytes(space));
            return extended;
        } catch (AppendSpace.ForceFailedException e) {
            throw status.fail("forcing " + space.file().path(), e);
        }
    }

    private long mappedBytes(AppendSpace extended) {
        AppendSpace writing = active;
        AppendSpace following = next;
        long bytes = extended.mappedBytes();
        bytes += writing == null || writing == extended ? 0 : writing.mappedBytes();
        return bytes + (following == null || following == extended ? 0 : following.mappedBytes());
    }

    // ---- the budget

    @Override
    public boolean wasUsed() {
        AppendSpace space = active;
        int filledTo = space == null ? 0 : space.filledTo();
        boolean used = awaitedLately || space != seen || filledTo != seenFilledTo;
        awaitedLately = false;
        seen = space;
        seenFilledTo = filledTo;
        return used;
    }

    /** The writer finds no room then, and asks for it; one that was told a moment ago that there is some makes it itself. */
    @Override
    public void giveBack() {
        lookAhead.forget();
        AppendSpace space = active;
        if (space != null) {
            space.giveBack();
        }
        AppendSpace following = next;
        if (following != null) {
            following.giveBack();
        }
    }
}
