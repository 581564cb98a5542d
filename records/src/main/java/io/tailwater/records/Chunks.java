package io.tailwater.records;

import static io.tailwater.spi.RecordBatchHeader.MAGIC;

import io.tailwater.spi.RecordBatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.compress.Lz4BlockInputStream;
import org.jspecify.annotations.Nullable;

/** The records of one batch, decompressed, piece by piece. Owned by one check or search. */
sealed interface Chunks extends AutoCloseable permits PlainChunks, StreamChunks, SnappyChunks {

    /**
     * The next piece, between position and limit of a buffer that stays valid until the next call or {@link #close()}; null
     * at the end.
     *
     * @param maxBytes at least 1; the piece may be smaller
     * @throws IOException when the compressed bytes are broken
     */
    @Nullable
    ByteBuffer next(int maxBytes) throws IOException;

    /** Gives back buffers; idempotent. */
    @Override
    void close();

    /**
     * Begins to read.
     *
     * @param batch holds a batch whose header is sound, its first byte at {@code at}
     * @throws IOException when the compressed bytes begin badly
     */
    static Chunks of(ByteBuffer batch, int at, BufferPool pool) throws IOException {
        int size = RecordBatchHeader.sizeInBytes(batch, at) - RecordBatchHeader.SIZE;
        ByteBuffer records = batch.slice(at + RecordBatchHeader.SIZE, size);
        return switch (RecordBatchHeader.compression(batch, at)) {
            case 0 -> new PlainChunks(records);
            case 1 -> StreamChunks.of(() -> Compression.gzip().build().wrapForInput(records, MAGIC, pool), pool);
            case 2 -> new SnappyChunks(records, pool);
            case 3 -> StreamChunks.of(() -> new Lz4BlockInputStream(records, pool, false), pool);
            case 4 -> StreamChunks.of(() -> Compression.zstd().build().wrapForInput(records, MAGIC, pool), pool);
            default -> throw new IOException("there is no such compression");
        };
    }
}
