package io.tailwater.spi.file;

import java.nio.MappedByteBuffer;

/**
 * A mapped part of a file. Closing unmaps at once: any later use of the buffer, on any thread, crashes the process, so the
 * owner closes it only when nobody can use it any more.
 */
public interface MappedRegion extends AutoCloseable {

    /** The mapped bytes, from 0 to the region's size. */
    MappedByteBuffer buffer();

    @Override
    void close();
}
