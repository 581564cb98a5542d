package io.tailwater.spi.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** An open file. Thread-safe but for {@link #truncate} and {@link #close}, which nothing else may overlap. */
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

    /** Forces data, and the size where it changed (fdatasync), mapped writes included. */
    void force() throws IOException;

    void truncate(long size) throws IOException;
}
