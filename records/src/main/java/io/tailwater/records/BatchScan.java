package io.tailwater.records;

import static org.apache.kafka.common.utils.internals.ByteUtils.readVarint;
import static org.apache.kafka.common.utils.internals.ByteUtils.readVarlong;

import io.tailwater.core.record.RecordScan;
import io.tailwater.spi.RecordBatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads a sound batch record by record and holds no more than one, of bounded size, and a piece of what follows it. Owned by
 * one thread.
 */
final class BatchScan {

    private static final int CHUNK_BYTES = 16 << 10;

    /** A length, attributes, and two deltas. */
    private static final int LONGEST_HEAD = 5 + 1 + 10 + 5;

    private final ByteBuffer batch;
    private final int at;
    private final Chunks chunks;
    private final int maxRecordBytes;
    private ByteBuffer window = ByteBuffer.allocate(2 * CHUNK_BYTES).limit(0);
    private boolean ended;

    BatchScan(ByteBuffer batch, int at, Chunks chunks, int maxRecordBytes) {
        this.batch = batch;
        this.at = at;
        this.chunks = chunks;
        this.maxRecordBytes = maxRecordBytes;
    }

    void run(long fromOffset, RecordScan scan) throws IOException {
        long baseOffset = RecordBatchHeader.baseOffset(batch, at);
        long baseTimestamp = RecordBatchHeader.baseTimestamp(batch, at);
        boolean stamped = RecordBatchHeader.isLogAppendTime(batch, at);
        long stamp = RecordBatchHeader.maxTimestamp(batch, at);
        boolean wanted = true;
        for (int left = RecordBatchHeader.recordCount(batch, at); left > 0 && wanted; left--) {
            have(LONGEST_HEAD);
            int size = readVarint(window);
            int sizeFrom = window.position();
            window.get(); // attributes
            long timestamp = baseTimestamp + readVarlong(window);
            long offset = baseOffset + readVarint(window);
            int rest = size - (window.position() - sizeFrom);
            if (rest < 0) {
                throw new IOException("a record is shorter than its fields");
            }
            if (offset < fromOffset) {
                skip(rest);
            } else if (size > maxRecordBytes) {
                wanted = scan.tooLarge(offset, size);
                if (wanted) {
                    skip(rest);
                }
            } else {
                wanted = take(rest, offset, stamped ? stamp : timestamp, scan);
            }
        }
    }

    private boolean take(int rest, long offset, long timestamp, RecordScan scan) throws IOException {
        have(rest);
        if (window.remaining() < rest) {
            throw new IOException("the batch ends within a record");
        }
        int end = window.position() + rest;
        ByteBuffer record = window.slice(window.position(), rest);
        window.position(end);
        return scan.take(
                offset,
                timestamp,
                StoredBatch.bytes(record),
                StoredBatch.bytes(record),
                StoredBatch.headers(record, rest));
    }

    private void skip(int bytes) throws IOException {
        int left = bytes;
        while (left > 0) {
            int now = Math.min(left, window.remaining());
            window.position(window.position() + now);
            left -= now;
            if (left > 0) {
                have(1);
                if (!window.hasRemaining()) {
                    throw new IOException("the batch ends within a record");
                }
            }
        }
    }

    /** Gets so many bytes into the window; fewer only at the end. */
    private void have(int bytes) throws IOException {
        while (window.remaining() < bytes && !ended) {
            ByteBuffer chunk = chunks.next(CHUNK_BYTES);
            if (chunk == null) {
                ended = true;
            } else {
                add(chunk, bytes);
            }
        }
    }

    private void add(ByteBuffer chunk, int wanted) {
        int needed = Math.max(wanted, window.remaining() + chunk.remaining());
        if (window.capacity() < needed) {
            int capacity = Math.max(needed, 2 * window.capacity());
            window = ByteBuffer.allocate(Math.max(capacity, window.remaining() + chunk.remaining()))
                    .put(window)
                    .put(chunk)
                    .flip();
        } else {
            window.compact().put(chunk).flip();
        }
    }
}
