package io.tailwater.storage.tck.file;

import io.tailwater.spi.file.MappedRegion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;

/** A region of a recorded file that the layer maps itself. Guarded by its {@link RecordingFiles}. */
record RecordingRegion(RecordingRange range, MappedRegion region) implements MappedRegion {

    @Override
    public MappedByteBuffer buffer() {
        if (!range.isMapped()) {
            throw new IllegalStateException("unmapped already: a use of the buffer would crash the process");
        }
        return region.buffer();
    }

    @Override
    public void close() {
        try {
            range.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
