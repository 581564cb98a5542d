package io.tailwater.storage.mmap;

import io.tailwater.spi.FileSlice;
import io.tailwater.spi.MemorySlice;
import io.tailwater.spi.ReadResult;
import io.tailwater.spi.StorageException;
import io.tailwater.spi.StorageException.Kind;
import java.io.IOException;
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
        ReadResult result;
        try {
            result = find(from, maxBytes, limit, false);
        } catch (IOException | RuntimeException e) {
            return CompletableFuture.failedFuture(DiskErrors.describe("reading log " + status.id(), e));
        }
        if (result != null && !(result instanceof FileSlice slice && !residency.isHot(slice))) {
            return CompletableFuture.completedFuture(result);
        }
        return readOnWorker(result, from, maxBytes, limit);
    }

    private CompletionStage<ReadResult> readOnWorker(@Nullable ReadResult cold, long from, int maxBytes, long limit) {
        CompletableFuture<ReadResult> done = new CompletableFuture<>();
        try {
            background.execute(() -> {
                try {
                    ReadResult result = cold == null ? find(from, maxBytes, limit, true) : cold;
                    if (result instanceof FileSlice slice) {
                        residency.load(slice);
                    }
                    done.complete(result);
                } catch (IOException | RuntimeException e) {
                    done.completeExceptionally(DiskErrors.describe("reading log " + status.id(), e));
                }
            });
        } catch (RejectedExecutionException e) {
            if (cold instanceof FileSlice slice) {
                slice.close();
            }
            done.completeExceptionally(status.closedException());
        }
        return done;
    }

    /** @return null when it would block and must not */
    private @Nullable ReadResult find(long from, int maxBytes, long limit, boolean mayBlock) throws IOException {
        while (true) {
            if (status.isClosed()) {
                throw status.closedException();
            }
            long end = contents.endOffset();
            long start = contents.startOffset();
            if (from < start || from > end) {
                return new ReadResult.OutOfRange(start, end);
            }
            if (from == end) {
                return MemorySlice.EMPTY;
            }
            Segment[] segments = contents.segments();
            int at = LogContents.floor(segments, from);
            while (at < segments.length) {
                Segment segment = segments[at];
                SegmentFile file = segment.file();
                if (!(mayBlock ? file.acquire() : file.tryAcquire())) {
                    if (file.isRetired()) {
                        break; // deleted, cut or closed meanwhile: look anew
                    }
                    return null;
                }
                ReadResult found = null;
                boolean leased = true;
                try {
                    if (!mayBlock && (!segment.isSettled() || segment.index().mayHaveToOpen())) {
                        return null;
                    }
                    found = slice(segment, from, maxBytes, limit);
                    leased = !(found instanceof FileSlice);
                } finally {
                    if (leased) {
                        file.release();
                    }
                }
                if (found != null) {
                    return found;
                }
                at++;
            }
            if (at == segments.length) {
                return MemorySlice.EMPTY; // a gap up to the end
            }
        }
    }

    /** @return a slice that takes over the file's lease; an empty one; or null when the next segment has what is sought */
    private static @Nullable ReadResult slice(Segment segment, long from, int maxBytes, long limit) throws IOException {
        segment.settle();
        SegmentSearch search = new SegmentSearch(segment);
        int start = search.find(from);
        if (start < 0) {
            return null;
        }
        int end = search.endFor(start, maxBytes, limit);
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
