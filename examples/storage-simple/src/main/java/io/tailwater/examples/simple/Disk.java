package io.tailwater.examples.simple;

import io.tailwater.spi.StorageException;
import io.tailwater.spi.StorageException.Kind;
import io.tailwater.spi.file.FileLayer;
import io.tailwater.spi.file.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/** Small files that are replaced as wholes, and errors in the contract's terms. Thread-safe where its file layer is. */
record Disk(FileLayer files) {

    /** Replaces a file by these bytes: whatever happens, it is as before or as now. */
    void replace(Path directory, String name, byte[] bytes) throws IOException {
        Path next = directory.resolve(name + ".tmp");
        try (LogFile file = files.openOrCreate(next)) {
            file.truncate(0);
            file.write(ByteBuffer.wrap(bytes), 0);
            file.force();
        }
        files.rename(next, directory.resolve(name));
        files.forceDirectory(directory);
    }

    Optional<byte[]> read(Path path) throws IOException {
        if (!files.exists(path)) {
            return Optional.empty();
        }
        try (LogFile file = files.open(path)) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
            read(file, 0, bytes);
            return Optional.of(bytes.array());
        }
    }

    /** Fills a buffer, and makes it ready to be read. */
    static void read(LogFile file, long position, ByteBuffer into) throws IOException {
        long at = position;
        while (into.hasRemaining()) {
            int count = file.channel().read(into, at);
            if (count < 0) {
                throw new IOException("the file ends at " + at);
            }
            at += count;
        }
        into.flip();
    }

    /** @param doing what was attempted, with the file's name */
    static StorageException describe(String doing, IOException error) {
        String words = String.valueOf(error.getMessage());
        Kind kind = words.contains("No space left") || words.contains("quota exceeded") ? Kind.FULL : Kind.IO;
        return new StorageException(kind, doing + ": " + words, error);
    }
}
