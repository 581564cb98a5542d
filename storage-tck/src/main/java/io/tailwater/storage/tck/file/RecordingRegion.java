package io.tailwater.storage.tck.file;

import io.tailwater.spi.file.MappedRegion;
import java.nio.MappedByteBuffer;
import org.jspecify.annotations.Nullable;

/** A mapped part of a recorded file: its pages may change at any moment. Guarded by its {@link RecordingFiles}. */
final class RecordingRegion implements MappedRegion {

    private final RecordingFiles files;
    private final RecordedFile recorded;
    private final long position;
    private final long size;
    private @Nullable MappedRegion region;

    RecordingRegion(RecordingFiles files, RecordedFile recorded, long position, long size) {
        this.files = files;
        this.recorded = recorded;
        this.position = position;
        this.size = size;
    }

    void attach(MappedRegion mapped) {
        region = mapped;
    }

    long position() {
        return position;
    }

    long size() {
        return size;
    }

    long end() {
        return position + size;
    }

    @Override
    public MappedByteBuffer buffer() {
        synchronized (files) {
            if (region == null) {
                throw new IllegalStateException("unmapped already: a use of the buffer would crash the process");
            }
            return region.buffer();
        }
    }

    @Override
    public void close() {
        synchronized (files) {
            if (region != null) {
                recorded.unmapped(this);
                region.close();
                region = null;
            }
        }
    }
}
