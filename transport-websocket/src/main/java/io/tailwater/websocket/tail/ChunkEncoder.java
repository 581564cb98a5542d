package io.tailwater.websocket.tail;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.tailwater.core.integrity.DamagedRange;
import io.tailwater.core.json.ByteSink;
import io.tailwater.core.json.RecordWriter;
import io.tailwater.core.partition.PartitionRead;
import io.tailwater.core.record.AbortedRecords;
import io.tailwater.core.record.RecordFormat;
import io.tailwater.core.record.RecordHeader;
import io.tailwater.core.record.RecordScan;
import io.tailwater.spi.AbortedTransaction;
import io.tailwater.spi.LogSlice;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.spi.SoundBatch;
import io.tailwater.spi.StorageException;
import io.tailwater.websocket.tail.Chunk.Gap;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes text of what a fetch has found. Owned by one worker for one call. What it holds is bounded: it stops when it has made
 * so much, in the middle of a batch if need be, and whoever goes on begins at the offset where it stopped.
 */
final class ChunkEncoder implements RecordScan {

    /** A larger record is not shown: its text could be six times as long, and workers share a small heap. */
    static final int MAX_RECORD_BYTES = 2 << 20;

    private static final int MAX_SLICE_BYTES = 8 << 20;
    private static final int KEPT_BYTES = 2 << 20;
    private static final int CHUNKS_AT_ONCE = 8;
    private static final byte[] END = Chunk.END.getBytes(StandardCharsets.US_ASCII);

    /** A worker's buffers, kept for its next call. */
    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private static final class Scratch {
        private ByteSink text = new ByteSink(256 << 10);
        private ByteBuffer stored = ByteBuffer.allocate(256 << 10);
        private int[] offsetDeltas = new int[1024];
        private int[] ends = new int[1024];
    }

    private final RecordFormat format;
    private final FeedKey key;
    private final RecordWriter writer;
    private final int chunkBytes;
    private final Scratch scratch;
    private final List<Chunk> chunks = new ArrayList<>();
    private long from;
    private long position;
    private int records;
    private @Nullable Gap gap;
    private boolean full;
    private long readableEnd;
    private long highWatermark;
    private long suspect = -1;

    ChunkEncoder(RecordFormat format, FeedKey key, int chunkBytes, long from) {
        this.format = format;
        this.key = key;
        this.writer = new RecordWriter(key.topic(), key.partition().partition(), key.encoding());
        this.chunkBytes = chunkBytes;
        this.scratch = SCRATCH.get();
        this.from = from;
        this.position = from;
    }

    /**
     * Makes text of what was read and closes its slice; blocking.
     *
     * @return at least one chunk unless the slice is empty; each begins where the one before ends
     */
    List<Chunk> encode(PartitionRead read) {
        scratch.text.truncate(0);
        readableEnd = key.committed() ? read.lastStableOffset() : read.highWatermark();
        highWatermark = read.highWatermark();
        try (LogSlice slice = read.slice()) {
            encodeAll(slice, read.aborted());
            if (position > from) {
                endChunk();
            }
            return chunks;
        } catch (RuntimeException | Error e) {
            chunks.forEach(Chunk::release);
            throw e;
        } finally {
            if (scratch.text.array().length > KEPT_BYTES || scratch.stored.capacity() > KEPT_BYTES) {
                SCRATCH.remove();
            }
        }
    }

    private void encodeAll(LogSlice slice, List<AbortedTransaction> aborted) {
        if (slice.size() > MAX_SLICE_BYTES) {
            ByteBuffer header = ByteBuffer.allocate(RecordBatchHeader.SIZE);
            slice.copyTo(0, header);
            gap(RecordBatchHeader.lastOffset(header, 0) + 1, "The batch has more than " + MAX_SLICE_BYTES + " bytes.");
            return;
        }
        if (scratch.stored.capacity() < slice.size()) {
            scratch.stored = ByteBuffer.allocate(slice.size());
        }
        ByteBuffer stored = scratch.stored.clear().limit(slice.size());
        slice.copyTo(0, stored);
        stored.flip();
        for (int at = 0; at < stored.limit() && !full; ) {
            int size = SoundBatch.sizeOf(stored, at);
            if (size == 0) {
                at = resynchronised(stored, at);
            } else {
                encodeBatch(stored.slice(at, size), aborted);
                at += size;
            }
        }
    }

    /** A damaged length: goes on where the next batch seems to begin, or after this slice. */
    private int resynchronised(ByteBuffer stored, int from) {
        int good = SoundBatch.find(stored, from + 1, position + 1, Long.MAX_VALUE);
        damage(
                good < 0 ? position + 1 : RecordBatchHeader.baseOffset(stored, good),
                "The header of a batch is damaged.");
        return good < 0 ? stored.limit() : good;
    }

    private void encodeBatch(ByteBuffer batch, List<AbortedTransaction> aborted) {
        long end = RecordBatchHeader.lastOffset(batch, 0) + 1;
        if (end <= position) {
            return;
        }
        if (!RecordBatchHeader.isControl(batch, 0) && !AbortedRecords.include(batch, aborted)) {
            try {
                format.scan(batch, position, MAX_RECORD_BYTES, this);
            } catch (StorageException e) {
                damage(
                        end,
                        "The batch at offset " + RecordBatchHeader.baseOffset(batch, 0) + " cannot be decoded: "
                                + e.getMessage());
            }
        }
        if (!full) {
            position = Math.max(position, end);
        }
    }

    @Override
    public boolean take(
            long offset,
            long timestampMillis,
            @Nullable ByteBuffer recordKey,
            @Nullable ByteBuffer value,
            List<RecordHeader> headers) {
        if (key.filter().passes(recordKey, value, headers)) {
            ByteSink text = scratch.text;
            if (records > 0) {
                text.put((byte) ',');
            }
            writer.write(text, offset, timestampMillis, recordKey, value, headers);
            if (records == scratch.ends.length) {
                scratch.ends = Arrays.copyOf(scratch.ends, 2 * records);
                scratch.offsetDeltas = Arrays.copyOf(scratch.offsetDeltas, 2 * records);
            }
            scratch.ends[records] = text.size();
            scratch.offsetDeltas[records++] = (int) (offset - from);
        }
        return goOnAfter(offset);
    }

    @Override
    public boolean tooLarge(long offset, int sizeInBytes) {
        gap(
                offset + 1,
                "The record at offset " + offset + " has " + sizeInBytes + " bytes; at most " + MAX_RECORD_BYTES
                        + " are made text.");
        return goOnAfter(offset);
    }

    private boolean goOnAfter(long offset) {
        position = offset + 1;
        if (scratch.text.size() >= chunkBytes) {
            endChunk();
            full = chunks.size() >= CHUNKS_AT_ONCE;
        }
        return !full;
    }

    /** Tells of damage that is known. */
    List<Chunk> pass(PartitionRead read, DamagedRange damaged) {
        scratch.text.truncate(0);
        readableEnd = key.committed() ? read.lastStableOffset() : read.highWatermark();
        highWatermark = read.highWatermark();
        read.slice().close();
        gap(
                damaged.toOffset(),
                damaged.message(key.topic() + "-" + key.partition().partition()) + ".");
        return chunks;
    }

    /** The offset of the first batch that could not be read; -1 when there is none. */
    long suspect() {
        return suspect;
    }

    private void damage(long to, String message) {
        if (suspect < 0) {
            suspect = position;
        }
        gap(to, message);
    }

    /** What could not be read begins a chunk of its own, so that it is told in its place. */
    private void gap(long to, String message) {
        if (position > from) {
            endChunk();
        }
        gap = new Gap(position, to, message);
        position = to;
        endChunk();
    }

    private void endChunk() {
        ByteSink text = scratch.text.put(END);
        ByteBuf bytes = PooledByteBufAllocator.DEFAULT.directBuffer(text.size(), text.size());
        bytes.writeBytes(text.array(), 0, text.size());
        chunks.add(new Chunk(
                from,
                position,
                Arrays.copyOf(scratch.offsetDeltas, records),
                Arrays.copyOf(scratch.ends, records),
                bytes,
                gap,
                readableEnd,
                highWatermark));
        text.truncate(0);
        records = 0;
        gap = null;
        from = position;
    }
}
