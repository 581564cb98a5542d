package io.tailwater.storage.files;

import io.tailwater.spi.file.FileLayer;
import io.tailwater.spi.file.LogFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Small files, read and replaced as a whole. Stateless; every method blocks. */
final class FileContents {

    /** How the name of a file ends that is being written to take another's place. */
    static final String TEMPORARY = ".tmp";

    private FileContents() {}

    static Optional<byte[]> read(FileLayer files, Path path) throws IOException {
        try (LogFile file = files.open(path)) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
            while (bytes.hasRemaining()) {
                if (file.channel().read(bytes, bytes.position()) < 0) {
                    throw new EOFException(path + " shrinks while it is read");
                }
            }
            return Optional.of(bytes.array());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Replaces a file so that a crash leaves the old bytes or the new; the name is not forced yet. */
    static void replace(FileLayer files, Path path, byte[] bytes) throws IOException {
        Path temporary = temporary(path);
        write(files.openOrCreate(temporary), bytes);
        files.rename(temporary, path);
    }

    /** The same, and nobody but its owner may read it. */
    static void replacePrivate(FileLayer files, Path path, byte[] bytes) throws IOException {
        Path temporary = temporary(path);
        write(files.openOrCreatePrivate(temporary), bytes);
        files.rename(temporary, path);
    }

    private static Path temporary(Path path) {
        return path.resolveSibling(path.getFileName() + TEMPORARY);
    }

    private static void write(LogFile opened, byte[] bytes) throws IOException {
        try (LogFile file = opened) {
            file.truncate(0);
            file.write(ByteBuffer.wrap(bytes), 0);
            file.force();
        }
    }
}
