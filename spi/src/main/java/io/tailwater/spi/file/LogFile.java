package io.tailwater.spi.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * An open file. Thread-safe but for {@link #close}, which nothing else may overlap, and {@link #truncate}, which nothing may
 * overlap that uses bytes past the new size.
 */
public interface LogFile extends Closeable {

    /** For reading at positions and for sendfile only; writing goes through this interface, closing through {@link #close}. */
    FileChannel channel();

    long size() throws IOException;

    /** Writes all of a buffer at a position, extending the file as needed. */
    void write(ByteBuffer source, long position) throws IOException;

    /**
     * Maps bytes that the file already has, to be written through memory. The bytes must have been written before (a
     * mapping over a hole turns a full disk into a crash).
     */
    MappedRegion map(long position, long size) throws IOException;

    /**
     * As {@link #map}, where a library maps the file by its name: so the layer knows which bytes are stored through memory.
     *
     * @param mapping maps at least these bytes
     * @return unmaps them, unless the layer was closed and has done so
     */
    Closeable mapBy(long position, long size, Mapping mapping) throws IOException;

    /** Something that maps a file. */
    @FunctionalInterface
    interface Mapping {

        /** Maps now; what it returns unmaps, and is called once. */
        Closeable map() throws IOException;
    }

    /** Forces data, and the size where it changed (fdatasync), mapped writes included. */
    void force() throws IOException;

    void truncate(long size) throws IOException;
}
