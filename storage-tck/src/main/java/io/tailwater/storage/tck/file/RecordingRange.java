package io.tailwater.storage.tck.file;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A mapped part of a recorded file: its pages may change at any moment. Guarded by its {@link RecordingFiles}. */
final class RecordingRange implements Closeable {

    private final RecordingFiles files;
    private final RecordedFile recorded;
    private final long position;
    private final long size;
    private @Nullable AutoCloseable mapping;

    RecordingRange(RecordingFiles files, RecordedFile recorded, long position, long size) {
        this.files = files;
        this.recorded = recorded;
        this.position = position;
        this.size = size;
    }

    void attach(AutoCloseable mapped) {
        mapping = mapped;
    }

    boolean isMapped() {
        synchronized (files) {
            return mapping != null;
        }
    }

    long position() {
        return position;
    }

    long end() {
        return position + size;
    }

    @Override
    public void close() throws IOException {
        synchronized (files) {
            if (mapping != null) {
                recorded.unmapped(this);
                closeMapping(mapping);
                mapping = null;
            }
        }
    }

    private static void closeMapping(AutoCloseable mapping) throws IOException {
        try {
            mapping.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
