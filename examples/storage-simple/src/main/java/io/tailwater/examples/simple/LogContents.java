package io.tailwater.examples.simple;

import io.tailwater.spi.AbortedTransaction;
import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.MemorySlice;
import io.tailwater.spi.ReadResult;
import io.tailwater.spi.SegmentInfo;
import io.tailwater.spi.StorageException;
import io.tailwater.spi.StorageException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a log holds, and what of it is not forced yet. Thread-safe: one monitor, which the writer takes too, so that nothing is
 * forced, read or deleted under it. Only appends write to files here, behind what anybody else uses.
 */
final class LogContents {

    private final Disk disk;
    private final Path directory;
    private final LogId id;

    // Guarded by the monitor.
    private final List<Segment> segments = new ArrayList<>(); // oldest first; the last one is written
    private final List<AbortedTransaction> aborted;
    private final Set<Segment> unforced = new LinkedHashSet<>();
    private LogOptions options;
    private boolean namesUnforced;
    private boolean lastIsClosed;
    private boolean ended;
    private @Nullable StorageException failure;

    // Written under the monitor.
    private volatile long startOffset;
    private volatile long endOffset;
    private volatile long durableOffset;
    private volatile long cuts; // how often something was taken away
    private volatile boolean closed;

    LogContents(Disk disk, Path directory, LogOptions options, Recovery recovered) {
        this.disk = disk;
        this.directory = directory;
        this.options = options;
        this.id = recovered.state().id();
        this.segments.addAll(recovered.segments());
        this.aborted = new ArrayList<>(recovered.state().aborted());
        this.startOffset = recovered.state().startOffset();
        this.endOffset = recovered.endOffset();
        this.durableOffset = recovered.endOffset();
    }

    // ---- appending

    synchronized void append(ByteBuffer batches) {
        checkWritable();
        List<Batch> added = Batch.all(batches, endOffset);
        int segmentsBefore = segments.size();
        int batchesBefore = segmentsBefore == 0 ? 0 : last().batches().size();
        boolean closedBefore = lastIsClosed;
        long next = endOffset;
        try {
            for (Batch batch : added) {
                if (needsAnother(batch)) {
                    begin(next);
                }
                last().append(batch, batches.slice((int) batch.position(), batch.size()));
                unforced.add(last());
                next = batch.lastOffset() + 1;
            }
        } catch (IOException e) {
            undo(segmentsBefore, batchesBefore);
            lastIsClosed = closedBefore;
            throw Disk.describe("appending to " + id, e);
        }
        endOffset = next;
    }

    /** An empty one takes any batch: another would have its name. */
    private boolean needsAnother(Batch batch) {
        return segments.isEmpty() || (!last().isEmpty() && (lastIsClosed || last().isFullFor(batch, options)));
    }

    private Segment last() {
        return segments.get(segments.size() - 1);
    }

    /** The next append begins another segment. */
    synchronized void roll() {
        lastIsClosed = !segments.isEmpty() && last().size() > 0;
    }

    private void begin(long baseOffset) throws IOException {
        Path path = directory.resolve(Segment.fileName(baseOffset));
        segments.add(new Segment(baseOffset, path, disk.files().openOrCreate(path)));
        namesUnforced = true;
        lastIsClosed = false;
    }

    /** Nothing of an append that failed may show up after a restart. */
    private void undo(int segmentsBefore, int batchesBefore) {
        try {
            while (segments.size() > segmentsBefore) {
                Segment made = segments.remove(segments.size() - 1);
                unforced.remove(made);
                made.file().close();
                disk.files().delete(made.path());
            }
            if (segmentsBefore > 0) {
                last().keepFirst(batchesBefore);
                last().file().truncate(last().size());
            }
        } catch (IOException e) {
            fail("taking back what could not be appended", e);
        }
    }

    // ---- forcing

    /** What a force has to do, and up to where the log is on disk then, if nothing was cut meanwhile. */
    record Unforced(List<Segment> segments, boolean names, long endOffset, long cuts) {}

    synchronized Unforced takeUnforced() {
        checkNotFailed();
        if (ended && durableOffset < endOffset) {
            throw closedException();
        }
        Unforced taken = new Unforced(List.copyOf(unforced), namesUnforced, endOffset, cuts);
        unforced.clear();
        namesUnforced = false;
        return taken;
    }

    /** Returns whether it counts: not when something was cut meanwhile. */
    synchronized boolean forced(Unforced taken) {
        if (taken.cuts == cuts) {
            durableOffset = Math.max(durableOffset, taken.endOffset);
        }
        return taken.cuts == cuts;
    }

    // ---- both ends

    synchronized void raiseStart(long offset) {
        checkOpen();
        if (offset > endOffset) {
            throw new IllegalArgumentException("offset " + offset + " is past the end, " + endOffset);
        }
        startOffset = Math.max(startOffset, offset);
        aborted.removeIf(transaction -> transaction.lastOffset() < startOffset);
    }

    /**
     * The segments below the start; they are forgotten, and their files are the caller's. One without batches stays: the next
     * append goes there.
     */
    synchronized List<Segment> takeOld() {
        List<Segment> old = new ArrayList<>();
        while (segments.size() > 1 && segments.get(1).baseOffset() <= startOffset) {
            old.add(segments.remove(0));
        }
        if (startOffset == endOffset && segments.size() == 1 && !last().isEmpty()) {
            old.add(segments.remove(0));
        }
        unforced.removeAll(old);
        cuts += old.isEmpty() ? 0 : 1;
        return old;
    }

    /** What a cut leaves to be done: files to be deleted, and one to be shortened to the size that it has now. */
    record Cut(List<Segment> gone, @Nullable Segment shortened) {}

    /** Cuts the log, though not its files yet; null when there is nothing to cut. */
    synchronized @Nullable Cut cut(long offset) {
        checkNotFailed();
        if (offset >= endOffset) {
            return null;
        }
        List<Segment> gone = new ArrayList<>();
        while (!segments.isEmpty() && last().baseOffset() >= offset) {
            gone.add(segments.remove(segments.size() - 1));
        }
        long end = offset;
        if (!segments.isEmpty()) {
            last().keepFirst(last().countBefore(offset));
            end = Math.min(offset, Math.max(last().endOffset(), startOffset));
        }
        if (end <= startOffset) { // Nothing is left: the next segment begins at the end, wherever the last batch was.
            gone.addAll(segments);
            segments.clear();
        }
        endOffset = end;
        startOffset = Math.min(startOffset, end);
        durableOffset = Math.min(durableOffset, end);
        unforced.removeAll(gone);
        forgetAborted(end);
        cuts++;
        return new Cut(gone, segments.isEmpty() ? null : last());
    }

    // ---- aborted transactions, options, state

    synchronized void noteAborted(AbortedTransaction transaction) {
        aborted.add(transaction);
    }

    synchronized void forgetAborted(long fromMarkerOffset) {
        aborted.removeIf(transaction -> transaction.lastOffset() >= fromMarkerOffset);
    }

    synchronized List<AbortedTransaction> aborted(long from, long to) {
        checkOpen();
        return aborted.stream()
                .filter(transaction -> transaction.overlaps(from, to))
                .toList();
    }

    synchronized void reconfigure(LogOptions changed) {
        options = changed;
    }

    synchronized LogState state() {
        return new LogState(id, startOffset, durableOffset, LogState.NOT_CUT, aborted);
    }

    // ---- reading

    /** The answer to a read where there are no bytes; null where there are. */
    synchronized @Nullable ReadResult nothingAt(long from) {
        checkOpen();
        if (from < startOffset || from > endOffset) {
            return new ReadResult.OutOfRange(startOffset, endOffset);
        }
        return from == endOffset ? MemorySlice.EMPTY : null;
    }

    /** Bytes of a segment, as long as nothing was cut since. */
    record Place(Segment segment, long position, int size, long cuts) {}

    /** Where the batches are that a read should give; null when there are none at that offset any more. */
    synchronized @Nullable Place find(long from, int maxBytes, long limit) {
        if (nothingAt(from) != null) {
            return null;
        }
        int index = segments.size() - 1;
        while (index > 0 && segments.get(index - 1).endOffset() > from) {
            index--;
        }
        Segment segment = segments.get(index);
        List<Batch> batches = segment.batches();
        int first = segment.countBefore(from);
        int size = 0;
        for (int i = first; i < batches.size() && batches.get(i).baseOffset() < limit; i++) {
            int more = batches.get(i).size();
            if (size > 0 && size + more > maxBytes) {
                break;
            }
            size += more;
        }
        return new Place(segment, batches.get(first).position(), size, cuts);
    }

    boolean isCutSince(Place place) {
        return place.cuts != cuts;
    }

    /** The batches that readers may see some of. */
    synchronized List<Batch> readable() {
        checkOpen();
        return segments.stream()
                .flatMap(segment -> segment.batches().stream())
                .filter(batch -> batch.lastOffset() >= startOffset)
                .toList();
    }

    synchronized List<SegmentInfo> segments() {
        List<SegmentInfo> infos = new ArrayList<>();
        for (Segment segment : segments) {
            infos.add(segment.info(segment.equals(last()) && !lastIsClosed));
        }
        return infos.isEmpty() ? List.of(new SegmentInfo(endOffset, endOffset, 0, -1, -1, true)) : infos;
    }

    long startOffset() {
        return startOffset;
    }

    long endOffset() {
        return endOffset;
    }

    long durableOffset() {
        return durableOffset;
    }

    // ---- the end

    /** Returns whether this was the call that closed it: nothing is appended from then on. */
    synchronized boolean close() {
        boolean first = !closed;
        closed = true;
        return first;
    }

    /** Gives up the segments, for their files to be closed. */
    synchronized List<Segment> takeAll() {
        List<Segment> all = List.copyOf(segments);
        segments.clear();
        unforced.clear();
        cuts++;
        ended = true;
        return all;
    }

    boolean isClosed() {
        return closed;
    }

    /** The log takes nothing any more until it is opened again. */
    synchronized StorageException fail(String doing, IOException cause) {
        failure = new StorageException(
                Kind.IO,
                doing + ", log " + id + ": " + cause.getMessage() + "; it takes nothing until it is reopened",
                cause);
        return failure;
    }

    void checkOpen() {
        if (closed) {
            throw closedException();
        }
    }

    synchronized void checkWritable() {
        checkOpen();
        checkNotFailed();
    }

    private void checkNotFailed() {
        if (failure != null) {
            throw new StorageException(Kind.IO, String.valueOf(failure.getMessage()), failure);
        }
    }

    StorageException closedException() {
        return new StorageException(Kind.CLOSED, id + " was closed or deleted");
    }
}
