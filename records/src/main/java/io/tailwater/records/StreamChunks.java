package io.tailwater.records;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Records out of a decompressing stream, through one pooled buffer. Owned by one check or search. */
final class StreamChunks implements Chunks {

    /** At least what Kafka's streams buffer for small reads, so that they hand theirs through. */
    private static final int CHUNK_BYTES = 16 << 10;

    /** Opens a stream; what it throws says that the bytes are broken. */
    interface Opening {
        InputStream open() throws IOException;
    }

    private final InputStream stream;
    private final BufferPool pool;
    private @Nullable ByteBuffer chunk;

    private StreamChunks(InputStream stream, BufferPool pool) {
        this.stream = stream;
        this.pool = pool;
        this.chunk = pool.get(CHUNK_BYTES);
    }

    /**
     * Begins to read.
     *
     * @param opening opens a stream that this will close
     * @throws IOException when the compressed bytes begin badly
     */
    static StreamChunks of(Opening opening, BufferPool pool) throws IOException {
        try {
            return new StreamChunks(opening.open(), pool);
        } catch (RuntimeException e) {
            throw new IOException(e.getMessage(), e); // the codecs' own way of saying that bytes are broken
        }
    }

    @Override
    public @Nullable ByteBuffer next(int maxBytes) throws IOException {
        ByteBuffer buffer = chunk;
        if (buffer == null) {
            throw new IllegalStateException("Closed");
        }
        try {
            int read = stream.read(buffer.array(), buffer.arrayOffset(), Math.min(maxBytes, CHUNK_BYTES));
            return read < 0 ? null : buffer.limit(read).position(0);
        } catch (RuntimeException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (chunk == null) {
            return;
        }
        pool.release(chunk);
        chunk = null;
        try {
            stream.close();
        } catch (IOException e) {
            throw new IllegalStateException("A stream over memory could not be closed", e);
        }
    }
}
