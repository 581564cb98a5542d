package io.tailwater.storage.files;

import io.tailwater.spi.file.FileLayer;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Forces the names in directories, and in none of them again once that has failed: the operating system tells of names that it
 * could not write once, and whoever asks next would take them for written. Thread-safe.
 */
final class DirectoryForces {

    private final FileLayer files;
    private final Map<Path, IOException> failures = new ConcurrentHashMap<>();

    DirectoryForces(FileLayer files) {
        this.files = files;
    }

    /** Blocking. @throws FileSystemException when it could not even be opened: that may be tried again */
    void force(Path directory) throws IOException {
        IOException before = failures.get(directory);
        if (before != null) {
            throw new IOException("forcing " + directory + " failed before: " + before.getMessage(), before);
        }
        try {
            files.forceDirectory(directory);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            failures.put(directory, e);
            throw e;
        }
    }

    /** Whoever opens a log takes for there what is found there. */
    void forget(Path directory) {
        failures.remove(directory);
    }
}
