package io.tailwater.core.retention;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The volume that the data directory is on. Thread-safe; blocking. */
public interface Volume {

    long totalBytes() throws IOException;

    /** What this process could still write. */
    long usableBytes() throws IOException;

    /** The volume that a directory, which is there, is on. */
    static Volume of(Path directory) {
        return new Volume() {
            @Override
            public long totalBytes() throws IOException {
                return Files.getFileStore(directory).getTotalSpace();
            }

            @Override
            public long usableBytes() throws IOException {
                return Files.getFileStore(directory).getUsableSpace();
            }
        };
    }
}
