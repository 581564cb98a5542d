package io.tailwater.storage.files;

import io.tailwater.spi.LogOptions;
import io.tailwater.spi.RecordBatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Appends to the youngest segment and rolls to the next. Owned by the log's writer; blocks only where nobody asked for the
 * space before.
 */
final class LogWriter {

    private static final int MOST_TRIES = 100;

    private final LogDirectory directory;
    private final LogContents contents;
    private final SpacePreparer preparer;
    private final SegmentSealer sealer;
    private final int directAppendBytes;
    private LogOptions options;
    private @Nullable Segment segment;
    private @Nullable AppendSpace space;

    /** What was asked to be stored before it is appended. */
    private @Nullable ByteBuffer announced;

    /** Whether the next append ends its segment. */
    private boolean rollDue;

    /** Batches that go into one segment; the first of several may go to the segment that is there. */
    private record Run(int from, int to, boolean rolls, long baseOffset) {}

    /** A segment begun for a run, not visible yet. */
    private record Begun(Segment segment, AppendSpace space) {}

    LogWriter(
            LogDirectory directory,
            LogContents contents,
            SpacePreparer preparer,
            SegmentSealer sealer,
            LogOptions options,
            int directAppendBytes) {
        this.directory = directory;
        this.contents = contents;
        this.preparer = preparer;
        this.sealer = sealer;
        this.options = options;
        this.directAppendBytes = directAppendBytes;
    }

    /** Goes on writing where a segment ends. Its file is not linked elsewhere, and holds nothing after the batches. */
    void resume(Segment youngest) {
        youngest.follow();
        segment = youngest;
        space = preparer.resume(youngest.file(), youngest.sizeInBytes());
    }

    /** Leaves the youngest segment as it is: the next append begins another. @return what was left, or null */
    @Nullable
    Segment leave() {
        Segment left = segment;
        AppendSpace leftSpace = space;
        if (left != null && leftSpace != null) {
            left.unfollow();
            segment = null;
            space = null;
            preparer.activate(null);
            sealer.add(left, leftSpace);
        }
        return left;
    }

    /** Closes the youngest segment; behind what is stored in it already, where that is to be appended next. */
    void roll() {
        if (position() == 0) {
            return;
        }
        rollDue = isAnnounced();
        if (!rollDue) {
            leave();
            sealer.start();
        }
    }

    void reconfigure(LogOptions changed) {
        options = changed;
        preparer.segmentBytes(changed.segmentBytes());
    }

    LogOptions options() {
        return options;
    }

    boolean hasRoom(int bytes) {
        return preparer.hasRoom(position(), bytes);
    }

    /**
     * Has batches stored where they are going to be appended, if they are large and that is in the active segment.
     *
     * @return completed when they are stored; null when they are to be put into prepared space
     */
    @Nullable
    CompletableFuture<Void> store(ByteBuffer batches) {
        Segment active = segment;
        AppendSpace room = space;
        if (batches.remaining() < directAppendBytes || active == null || room == null || room.isLeftOver()) {
            return null;
        }
        check(batches);
        if (endOfRun(batches, batches.position(), active) < batches.limit()) {
            return null;
        }
        announced = batches;
        return preparer.store(room, batches);
    }

    /** Whether batches are stored, or about to be, that may be appended next. */
    boolean isAnnounced() {
        return announced != null;
    }

    @SuppressWarnings("ReferenceEquality") // the buffer that was announced, not one like it
    private boolean isStored(ByteBuffer batches, @Nullable AppendSpace room) {
        return announced == batches && room != null && room.isStored(batches.remaining());
    }

    /** How full the active segment is. */
    int position() {
        Segment active = segment;
        return active == null ? 0 : active.sizeInBytes();
    }

    /** Appends whole batches, all or none of them. */
    void append(ByteBuffer batches) throws IOException {
        int from = batches.position();
        int to = batches.limit();
        if (from == to) {
            return;
        }
        check(batches);
        appendChecked(batches, from, to);
        if (rollDue) {
            roll();
        }
    }

    private void appendChecked(ByteBuffer batches, int from, int to) throws IOException {
        Segment active = segment;
        AppendSpace room = space;
        boolean stored = isStored(batches, room);
        announced = null;
        if (room != null && !stored && room.isLeftOver()) { // asked first: erasing waits for whoever prepares space
            room.erase();
        }
        if (active == null || room == null || (!stored && endOfRun(batches, from, active) < to)) {
            appendRolling(batches);
            return;
        }
        if (stored) {
            room.take(to - from);
            contents.publishEnd(note(batches, from, to, active));
        } else {
            put(batches, from, to - from, room);
            contents.publishEnd(note(batches, from, to, active));
            if (preparer.isRunningOut()) {
                preparer.prepareAhead();
            }
        }
        if (active.index().isHeavy()) {
            sealer.writeOutIndex(active);
        }
    }

    /** Makes batches readable that are in a segment's file. @return the offset after them */
    private long note(ByteBuffer batches, int from, int to, Segment segment) {
        int position = segment.sizeInBytes();
        long end = segment.endOffset();
        int at = from;
        while (at < to) {
            int size = RecordBatchHeader.sizeInBytes(batches, at);
            long lastOffset = RecordBatchHeader.lastOffset(batches, at);
            segment.append(
                    position,
                    size,
                    RecordBatchHeader.baseOffset(batches, at),
                    lastOffset,
                    RecordBatchHeader.maxTimestamp(batches, at));
            end = lastOffset + 1;
            position += size;
            at += size;
        }
        segment.publish(position, end);
        return end;
    }

    private void put(ByteBuffer batches, int from, int length, AppendSpace space) throws IOException {
        for (int tries = 0; !space.put(batches, from, length); tries++) {
            if (tries == MOST_TRIES) {
                throw new IllegalStateException(
                        "space of " + space.file().path() + " was taken back while it was used");
            }
            preparer.extendNow(space, length); // again, where the budget took it back before it was used
        }
    }

    // ---- rolling

    private void appendRolling(ByteBuffer batches) throws IOException {
        List<Run> runs = split(batches);
        List<Begun> begun = new ArrayList<>();
        Run first = runs.get(0);
        try {
            if (!first.rolls()) {
                AppendSpace room = Objects.requireNonNull(space);
                preparer.extendNow(room, first.to() - first.from());
            }
            for (Run run : runs) {
                if (run.rolls()) {
                    Begun fresh = begin(run);
                    begun.add(fresh);
                    put(batches, run.from(), run.to() - run.from(), fresh.space());
                }
            }
            if (!first.rolls()) { // last, since it cannot be thrown away
                put(batches, first.from(), first.to() - first.from(), Objects.requireNonNull(space));
            }
        } catch (IOException | RuntimeException e) {
            for (Begun useless : begun) {
                useless.space().close();
                useless.space().file().delete();
            }
            throw e;
        }
        long end = contents.endOffset();
        int used = 0;
        for (Run run : runs) {
            if (run.rolls()) {
                roll(begun.get(used++));
            }
            end = note(batches, run.from(), run.to(), Objects.requireNonNull(segment));
        }
        contents.publishEnd(end);
        sealer.start();
        preparer.prepareAhead();
    }

    private Begun begin(Run run) throws IOException {
        AppendSpace room = preparer.begin(run.baseOffset(), run.to() - run.from());
        Segment fresh = new Segment(directory, run.baseOffset(), room.file(), options.indexIntervalBytes()).begin();
        return new Begun(fresh, room);
    }

    private void roll(Begun begun) {
        leave();
        begun.segment().follow();
        segment = begun.segment();
        space = begun.space();
        preparer.activate(begun.space());
        contents.add(begun.segment());
    }

    private List<Run> split(ByteBuffer batches) {
        List<Run> runs = new ArrayList<>();
        Segment active = segment;
        int from = batches.position();
        while (from < batches.limit()) {
            int end = endOfRun(batches, from, active);
            if (end > from) {
                runs.add(new Run(from, end, active == null, RecordBatchHeader.baseOffset(batches, from)));
            }
            active = null;
            from = end;
        }
        return runs;
    }

    /**
     * Where the batches end that go into one segment.
     *
     * @param active the segment, or null for one that begins with the batch at {@code from}
     */
    private int endOfRun(ByteBuffer batches, int from, @Nullable Segment active) {
        boolean fresh = active == null || active.sizeInBytes() == 0;
        long base = active == null ? RecordBatchHeader.baseOffset(batches, from) : active.baseOffset();
        long firstTimestamp =
                fresh || active == null ? RecordBatchHeader.maxTimestamp(batches, from) : active.firstTimestampMillis();
        long position = active == null ? 0 : active.sizeInBytes();
        int at = from;
        while (at < batches.limit()) {
            int size = RecordBatchHeader.sizeInBytes(batches, at);
            boolean full = position > 0 && position + size > options.segmentBytes();
            boolean old = position > 0
                    && RecordBatchHeader.maxTimestamp(batches, at) - firstTimestamp > options.segmentMillis();
            boolean far = RecordBatchHeader.lastOffset(batches, at) - base > Integer.MAX_VALUE;
            if (full || old || far) {
                return at;
            }
            position += size;
            at += size;
        }
        return at;
    }

    /** Refuses what would make the log unreadable, before anything is copied. */
    private void check(ByteBuffer batches) {
        long expected = contents.endOffset();
        int at = batches.position();
        while (at < batches.limit()) {
            int remaining = batches.limit() - at;
            int size = remaining < RecordBatchHeader.SIZE ? 0 : RecordBatchHeader.sizeInBytes(batches, at);
            if (size < RecordBatchHeader.SIZE || size > remaining) {
                throw new IllegalArgumentException("no whole batch at byte " + at + " of what is to be appended");
            }
            long baseOffset = RecordBatchHeader.baseOffset(batches, at);
            if (baseOffset < expected || RecordBatchHeader.lastOffsetDelta(batches, at) < 0) {
                throw new IllegalArgumentException("a batch from offset " + baseOffset + " to "
                        + RecordBatchHeader.lastOffset(batches, at) + " cannot follow offset " + (expected - 1));
            }
            expected = RecordBatchHeader.lastOffset(batches, at) + 1;
            at += size;
        }
    }
}
