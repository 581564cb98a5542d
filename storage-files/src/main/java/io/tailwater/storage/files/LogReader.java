package io.tailwater.storage.files;

import io.tailwater.spi.FileSlice;
import io.tailwater.spi.MemorySlice;
import io.tailwater.spi.ReadResult;
import io.tailwater.spi.StorageException;
import io.tailwater.spi.StorageException.Kind;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Finds slices. Thread-safe. What needs no disk is answered by the caller's thread; a worker opens closed files and brings
 * cold bytes into memory first.
 */
final class LogReader {

    private final LogContents contents;
    private final LogStatus status;
    private final Residency residency;
    private final Executor background;

    LogReader(LogContents contents, LogStatus status, Residency residency, Executor background) {
        this.contents = contents;
        this.status = status;
        this.residency = residency;
        this.background = background;
    }

    CompletionStage<ReadResult> read(long from, int maxBytes, long limit) {
        try {
            Found found = find(from, maxBytes, limit, false);
            if (found == null) {
                return onWorker(() -> broughtIn(from, Objects.requireNonNull(find(from, maxBytes, limit, true))));
            }
            return CompletableFuture.completedFuture(found.result());
        } catch (IOException | RuntimeException e) {
            return CompletableFuture.failedFuture(DiskErrors.describe("reading log " + status.id(), e));
        }
    }

    private ReadResult broughtIn(long from, Found found) throws IOException {
        if (found.result() instanceof FileSlice slice) {
            residency.bringIn(Objects.requireNonNull(found.segment()), from, slice);
        }
        return found.result();
    }

    private CompletionStage<ReadResult> onWorker(Work work) {
        CompletableFuture<ReadResult> done = new CompletableFuture<>();
        try {
            background.execute(() -> {
                try {
                    done.complete(work.run());
                } catch (IOException | RuntimeException e) {
                    done.completeExceptionally(DiskErrors.describe("reading log " + status.id(), e));
                }
            });
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(status.closedException());
        }
        return done;
    }

    private interface Work {

        ReadResult run() throws IOException;
    }

    /** An answer, and the segment it comes from where it is a slice of one. */
    private record Found(ReadResult result, @Nullable Segment segment) {

        static final Found NOTHING = new Found(MemorySlice.EMPTY, null);
    }

    /** @return null when it would block and must not */
    private @Nullable Found find(long from, int maxBytes, long limit, boolean mayBlock) throws IOException {
        while (true) {
            if (status.isClosed()) {
                throw status.closedException();
            }
            long end = contents.endOffset();
            long start = contents.startOffset();
            if (from < start || from > end) {
                return new Found(new ReadResult.OutOfRange(start, end), null);
            }
            if (from == end) {
                return Found.NOTHING;
            }
            Segment[] segments = contents.segments();
            int at = LogContents.floor(segments, from);
            while (at < segments.length) {
                Segment segment = segments[at];
                if (!(mayBlock ? segment.file().acquire() : segment.file().tryAcquire())) {
                    if (segment.file().isRetired()) {
                        break; // deleted, cut or closed meanwhile: look anew
                    }
                    return null;
                }
                ReadResult found = null;
                try {
                    if (!mayBlock && !isFoundInMemory(segment, from)) {
                        return null;
                    }
                    SegmentSearch search = new SegmentSearch(segment);
                    segment.settle();
                    int begin = mayBlock ? search.find(from) : search.findQuickly(from);
                    if (begin == SegmentSearch.NOT_QUICKLY
                            || (!mayBlock && begin >= 0 && !residency.isInMemory(segment, begin, maxBytes))) {
                        return null;
                    }
                    found = begin < 0 ? search.damage() : slice(segment, search, begin, end, maxBytes, limit);
                } finally {
                    if (!(found instanceof FileSlice)) {
                        segment.file().release();
                    }
                }
                if (found != null) {
                    return new Found(found, segment);
                }
                at++;
                if (at < segments.length && segment.hasDamagedEnd() && from < segments[at].baseOffset()) {
                    return new Found(damagedEnd(segment, segments[at]), null);
                }
            }
            if (at == segments.length) {
                return Found.NOTHING; // a gap up to the end
            }
        }
    }

    private boolean isFoundInMemory(Segment segment, long offset) {
        return segment.isSettled() && !segment.index().mayHaveToOpen() && residency.isFoundInMemory(segment, offset);
    }

    private static ReadResult damagedEnd(Segment segment, Segment next) {
        return new ReadResult.Damaged(
                segment.endOffset(),
                next.baseOffset(),
                "there is no batch at position " + segment.sizeInBytes() + " of " + segment);
    }

    /** @return a slice that takes over the file's lease, or an empty one */
    private static ReadResult slice(
            Segment segment, SegmentSearch search, int start, long logEndOffset, int maxBytes, long limit)
            throws IOException {
        int end = search.endFor(start, maxBytes, limit);
        if (segment.endOffset() > logEndOffset) { // more than the log says it has: nobody gets ahead of that
            end = search.endFor(start, maxBytes, Math.min(limit, logEndOffset));
        }
        if (end <= start) {
            return MemorySlice.EMPTY;
        }
        return new FileSlice(
                segment.file().channel(), start, end - start, segment.file().lease());
    }

    /** For blocking readers: runs a search over the segments from the one that holds an offset. */
    <T> @Nullable T search(long from, Search<T> search) {
        try {
            while (true) {
                if (status.isClosed()) {
                    throw status.closedException();
                }
                Segment[] segments = contents.segments();
                int at = LogContents.floor(segments, from);
                while (at < segments.length) {
                    Segment segment = segments[at];
                    if (!segment.file().acquire()) {
                        break;
                    }
                    try {
                        segment.settle();
                        T found = search.in(segment);
                        if (found != null) {
                            return found;
                        }
                    } finally {
                        segment.file().release();
                    }
                    at++;
                }
                if (at == segments.length) {
                    return null;
                }
            }
        } catch (IOException e) {
            throw new StorageException(Kind.IO, "searching log " + status.id(), e);
        }
    }

    /** Something sought in segment after segment. */
    interface Search<T> {

        /** @param segment leased and settled; null to go on with the next */
        @Nullable
        T in(Segment segment) throws IOException;
    }
}
