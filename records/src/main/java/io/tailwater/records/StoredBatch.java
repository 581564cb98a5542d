package io.tailwater.records;

import static org.apache.kafka.common.utils.internals.ByteUtils.readVarint;
import static org.apache.kafka.common.utils.internals.ByteUtils.readVarlong;

import io.tailwater.core.record.KeyScan;
import io.tailwater.core.record.RecordFilter;
import io.tailwater.core.record.RecordHeader;
import io.tailwater.core.record.RecordReader;
import io.tailwater.core.record.RecordScan;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.spi.StorageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads the records of one stored batch, which was checked when it came: whatever is wrong with it now is the disk's doing. */
final class StoredBatch {

    private static final int CHUNK_BYTES = 64 << 10;

    private final ByteBuffer batch;
    private final int at;
    private final BufferPool pool;

    StoredBatch(ByteBuffer batch, BufferPool pool) {
        this.batch = batch.duplicate();
        this.at = batch.position();
        this.pool = pool;
    }

    void read(RecordReader reader) {
        requireSound();
        long offset = RecordBatchHeader.baseOffset(batch, at);
        try {
            readRecords(records(), offset, reader);
        } catch (IOException | BufferUnderflowException | ArithmeticException | IllegalArgumentException e) {
            throw unreadable(offset, e);
        }
    }

    void scan(long fromOffset, int maxRecordBytes, RecordScan scan) {
        requireSound();
        try (Chunks chunks = Chunks.of(batch, at, pool)) {
            new BatchScan(batch, at, chunks, maxRecordBytes).run(fromOffset, scan);
        } catch (IOException | BufferUnderflowException | ArithmeticException | IllegalArgumentException e) {
            throw unreadable(RecordBatchHeader.baseOffset(batch, at), e);
        }
    }

    void scanKeys(KeyScan scan) {
        requireSound();
        long baseOffset = RecordBatchHeader.baseOffset(batch, at);
        KeyHash key = new KeyHash();
        try (Chunks chunks = Chunks.of(batch, at, pool)) {
            RecordCursor record = new RecordCursor(batch, at, chunks);
            while (record.next()) {
                if (key.read(record)) {
                    scan.take(baseOffset + record.offsetDelta(), key.high(), key.low());
                }
            }
        } catch (IOException | BufferUnderflowException | ArithmeticException | IllegalArgumentException e) {
            throw unreadable(baseOffset, e);
        }
    }

    /** @param given the batch, to be given back when nothing changes */
    @Nullable
    ByteBuffer compact(ByteBuffer given, RecordFilter filter, long horizonMillis) {
        requireSound();
        try {
            return new BatchCompaction(given, pool).run(filter, horizonMillis);
        } catch (IOException | BufferUnderflowException | ArithmeticException | IllegalArgumentException e) {
            throw unreadable(RecordBatchHeader.baseOffset(batch, at), e);
        }
    }

    private static StorageException unreadable(long offset, Exception cause) {
        return new StorageException(
                StorageException.Kind.CORRUPT,
                "The records of the batch at offset " + offset + " cannot be read",
                cause);
    }

    private void requireSound() {
        boolean whole = batch.remaining() >= RecordBatchHeader.SIZE
                && RecordBatchHeader.sizeInBytes(batch, at) == batch.remaining();
        CRC32C crc = new CRC32C();
        if (whole) {
            crc.update(batch.duplicate().position(at + RecordBatchHeader.CRC_COVERS_FROM));
        }
        if (!whole || crc.getValue() != RecordBatchHeader.crc(batch, at)) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    "A stored batch is damaged"
                            + (whole ? ", at offset " + RecordBatchHeader.baseOffset(batch, at) : ""));
        }
    }

    /** All of them in one buffer, so that keys and values can be views. */
    private ByteBuffer records() throws IOException {
        if (RecordBatchHeader.compression(batch, at) == 0) {
            int from = at + RecordBatchHeader.SIZE;
            return batch.slice(from, batch.limit() - from);
        }
        ByteArrayOutputStream gathered = new ByteArrayOutputStream();
        try (Chunks chunks = Chunks.of(batch, at, pool)) {
            @Nullable ByteBuffer chunk = chunks.next(CHUNK_BYTES);
            while (chunk != null) {
                byte[] bytes = new byte[chunk.remaining()];
                chunk.get(bytes);
                gathered.writeBytes(bytes);
                chunk = chunks.next(CHUNK_BYTES);
            }
        }
        return ByteBuffer.wrap(gathered.toByteArray());
    }

    private void readRecords(ByteBuffer records, long baseOffset, RecordReader reader) {
        boolean stamped = RecordBatchHeader.isLogAppendTime(batch, at);
        long baseTimestamp = RecordBatchHeader.baseTimestamp(batch, at);
        for (int left = RecordBatchHeader.recordCount(batch, at); left > 0; left--) {
            int end = readVarint(records);
            end += records.position();
            records.get(); // attributes
            long timestamp = baseTimestamp + readVarlong(records);
            long offset = baseOffset + readVarint(records);
            ByteBuffer key = bytes(records);
            ByteBuffer value = bytes(records);
            List<RecordHeader> headers = headers(records, end);
            records.position(end);
            reader.take(offset, stamped ? RecordBatchHeader.maxTimestamp(batch, at) : timestamp, key, value, headers);
        }
    }

    static List<RecordHeader> headers(ByteBuffer records, int end) {
        int count = readVarint(records);
        if (count == 0) {
            return List.of();
        }
        if (count < 0 || count > end - records.position()) {
            throw new IllegalArgumentException("a record cannot have " + count + " headers");
        }
        List<RecordHeader> headers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ByteBuffer name = bytes(records);
            if (name == null) {
                throw new IllegalArgumentException("a header has no name");
            }
            headers.add(new RecordHeader(StandardCharsets.UTF_8.decode(name).toString(), bytes(records)));
        }
        return headers;
    }

    static @Nullable ByteBuffer bytes(ByteBuffer records) {
        int length = readVarint(records);
        if (length < 0) {
            return null;
        }
        int from = records.position();
        records.position(Math.addExact(from, length));
        return records.slice(from, length);
    }
}
