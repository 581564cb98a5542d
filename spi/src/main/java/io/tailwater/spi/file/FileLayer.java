package io.tailwater.spi.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Operations on files and directories, as a POSIX file system gives them: what is written or renamed is seen at once by
 * everyone, and survives power loss only when the file, or for names the directory, was forced. Blocking, thread-safe.
 */
public interface FileLayer {

    /** Opens for reading and writing; creates it, empty, when missing. */
    LogFile openOrCreate(Path file) throws IOException;

    /** The same, and from now on nobody but its owner may read it, where the file system knows owners. */
    default LogFile openOrCreatePrivate(Path file) throws IOException {
        return openOrCreate(file);
    }

    /** Opens for reading and writing. @throws java.nio.file.NoSuchFileException when it does not exist */
    LogFile open(Path file) throws IOException;

    boolean exists(Path path);

    /** Size in bytes of a file that is there. */
    long size(Path file) throws IOException;

    /** When a file that is there was written last, in milliseconds since 1970, by the file system. */
    long lastModifiedMillis(Path file) throws IOException;

    /** Says when a file that is there was written last, until it is written again; a layer that cannot say so leaves it. */
    default void setLastModifiedMillis(Path file, long millis) throws IOException {}

    /** How many hard links a file has; 1 where the file system cannot tell. */
    int links(Path file) throws IOException;

    /** The entries of a directory, in no order; names only resolved against it. */
    List<Path> list(Path directory) throws IOException;

    /** Creates a directory and its parents; nothing happens when it is there. */
    void createDirectories(Path directory) throws IOException;

    /** Renames atomically within a file system, replacing a file that is there. */
    void rename(Path from, Path to) throws IOException;

    /** Deletes a file or an empty directory; nothing happens when it is not there. */
    void delete(Path path) throws IOException;

    /**
     * Forces names: creations, renames and deletions in this directory survive power loss from now on.
     *
     * @throws java.nio.file.FileSystemException when the directory could not be opened, so that nothing was forced; any other
     *     {@code IOException} is a force that failed, and cannot be made good by another
     */
    void forceDirectory(Path directory) throws IOException;

    /** Takes an exclusive lock between processes, held until closed. @return null when somebody else holds it */
    @Nullable
    AutoCloseable tryLock(Path file) throws IOException;
}
