package io.tailwater.storage.files;

import io.tailwater.spi.StorageException;
import io.tailwater.spi.StorageException.Kind;
import io.tailwater.spi.file.FileLayer;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells directories that are not a storage's, before anything in them is touched. Stateless; every method blocks. */
final class ForeignDirectory {

    /** Any of these makes a directory a storage's. */
    private static final List<String> OURS = List.of(
            StorageRoot.LOCK,
            "meta",
            StorageRoot.CLEAN,
            "log-start-offset-checkpoint",
            "recovery-point-offset-checkpoint");

    private static final String KAFKAS = "meta.properties";

    private ForeignDirectory() {}

    /** @throws StorageException {@code UNSUPPORTED}, when the directory is somebody else's */
    static void refuse(FileLayer files, Path directory) throws IOException {
        if (!files.exists(directory)) {
            return;
        }
        Set<String> names = new HashSet<>();
        for (Path entry : files.list(directory)) {
            names.add(entry.getFileName().toString());
        }
        if (names.contains(KAFKAS) && !names.contains("meta")) {
            throw new StorageException(
                    Kind.UNSUPPORTED,
                    directory + " is a data directory of Apache Kafka: choose another, into which './tailwater import "
                            + directory + "' copies its topics.");
        }
        names.remove("lost+found"); // of a file system of its own
        if (!names.isEmpty()
                && OURS.stream().noneMatch(names::contains)
                && names.stream().noneMatch(StorageRoot::isLogName)) {
            throw new StorageException(
                    Kind.UNSUPPORTED,
                    directory
                            + " has files that are not a broker's ("
                            + names.iterator().next()
                            + " is one): choose an empty directory, or one that is not there"
                            + " yet.");
        }
    }

    static StorageException notMapped(Path directory, IOException error) {
        return new StorageException(
                Kind.IO,
                directory + " is on a file system whose files cannot be mapped into memory (" + error.getMessage()
                        + "): choose a directory on another, such as ext4, XFS or tmpfs.",
                error);
    }

    /** A sentence for a directory that cannot be used for lack of rights; null when that is not the trouble. */
    static @Nullable StorageException explain(Path directory, Throwable error) {
        if (error instanceof AccessDeniedException) {
            return new StorageException(
                    Kind.IO,
                    directory
                            + " may not be used by this user: give it the right to read and write there, or choose another"
                            + " directory.",
                    error);
        }
        if (error instanceof FileSystemException known
                && known.getReason() != null
                && known.getReason().contains("Read-only file system")) {
            return new StorageException(
                    Kind.IO,
                    directory
                            + " is on a file system that is mounted read-only: mount it for writing, or choose another"
                            + " directory.",
                    error);
        }
        return null;
    }
}
