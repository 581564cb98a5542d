package io.tailwater.core.compaction;

import io.tailwater.spi.LogSlice;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.ReadResult;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.spi.SoundBatch;
import io.tailwater.spi.StorageException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Reads batches of a log piece by piece into one buffer, which grows only for a larger batch. Owned by the compacting thread. */
final class StoredBatches {

    private static final int PIECE_BYTES = 512 << 10;
    private static final int HEADERS_BYTES = 16 << 10;

    private final Throttle throttle;
    private ByteBuffer piece = ByteBuffer.allocate(0);
    private final ByteBuffer headers = ByteBuffer.allocate(HEADERS_BYTES);

    /** Takes one batch. */
    interface Visitor {

        /**
         * One batch.
         *
         * @param batch whole, between position and limit; valid during the call
         * @return whether to go on
         */
        boolean visit(ByteBuffer batch);
    }

    /** Takes one header. */
    interface HeaderVisitor {

        /**
         * One header.
         *
         * @param buffer has the header at {@code at}
         * @return whether to go on
         */
        boolean visit(ByteBuffer buffer, int at);
    }

    StoredBatches(Throttle throttle) {
        this.throttle = throttle;
    }

    /**
     * Visits the batches that begin in a range; blocking.
     *
     * @throws Throttle.StoppedException when compaction is to end
     */
    void visit(PartitionLog log, long from, long to, Visitor visitor) {
        long next = Math.max(from, log.startOffset());
        boolean more = true;
        while (more && next < to) {
            Optional<LogSlice> read = read(log, next, to);
            if (read.isEmpty()) {
                return;
            }
            load(read.get());
            throttle.used(piece.limit());
            for (int at = 0; more && at < piece.limit(); ) {
                int size = SoundBatch.sizeOf(piece, at);
                if (size == 0) {
                    throw damaged(log, next);
                }
                next = RecordBatchHeader.lastOffset(piece, at) + 1;
                more = visitor.visit(piece.duplicate().position(at).limit(at + size));
                at += size;
            }
        }
    }

    /** Visits only the headers of the batches that begin in a range; blocking. */
    void visitHeaders(PartitionLog log, long from, long to, HeaderVisitor visitor) {
        long next = Math.max(from, log.startOffset());
        while (next >= 0 && next < to) {
            Optional<LogSlice> read = read(log, next, to);
            if (read.isEmpty()) {
                return;
            }
            try (LogSlice slice = read.get()) {
                next = headersOf(log, next, slice, visitor);
            }
            throttle.used(0);
        }
    }

    /** Returns the offset after the last batch, or -1 when the visitor has seen enough. */
    private long headersOf(PartitionLog log, long from, LogSlice slice, HeaderVisitor visitor) {
        long next = from;
        int windowFrom = 0;
        headers.clear().flip();
        for (int at = 0; at + RecordBatchHeader.SIZE <= slice.size(); ) {
            if (at - windowFrom + RecordBatchHeader.SIZE > headers.limit()) {
                windowFrom = at;
                slice.copyTo(at, headers.clear());
                headers.flip();
            }
            int size = SoundBatch.sizeOf(headers, at - windowFrom, slice.size() - at);
            if (size == 0) {
                throw damaged(log, next);
            }
            if (!visitor.visit(headers, at - windowFrom)) {
                return -1;
            }
            next = RecordBatchHeader.lastOffset(headers, at - windowFrom) + 1;
            at += size;
        }
        return next;
    }

    /** Empty when there is nothing more, or what was there is gone meanwhile. */
    private static Optional<LogSlice> read(PartitionLog log, long from, long to) {
        ReadResult read = log.read(from, PIECE_BYTES, to).toCompletableFuture().join();
        if (read instanceof ReadResult.Damaged) {
            throw damaged(log, from);
        }
        if (read instanceof LogSlice slice) {
            if (slice.size() > 0) {
                return Optional.of(slice);
            }
            slice.close();
        }
        return Optional.empty();
    }

    /** Segments with damage stay as they are: what is left of it is for people to decide. */
    private static StorageException damaged(PartitionLog log, long offset) {
        return new StorageException(
                StorageException.Kind.CORRUPT,
                "The batch at offset " + offset + " of " + log.id()
                        + " is damaged: './tailwater log repair' can take it out");
    }

    private void load(LogSlice from) {
        try (LogSlice slice = from) {
            if (piece.capacity() < slice.size()) {
                piece = ByteBuffer.allocate(Math.max(PIECE_BYTES, slice.size()));
            }
            slice.copyTo(0, piece.clear().limit(slice.size()));
            piece.flip();
        }
    }
}
