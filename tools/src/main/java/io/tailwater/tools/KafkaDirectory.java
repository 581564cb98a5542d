package io.tailwater.tools;

import io.tailwater.storage.files.StoredLog;
import java.io.IOException;
import java.io.Reader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A data directory of Apache Kafka, which is only read. Owned by one thread; keeps Kafka from starting on it where it can. */
final class KafkaDirectory implements AutoCloseable {

    /** The version of {@code meta.properties} that ZooKeeper's brokers wrote, and KRaft's. */
    private static final Set<String> KNOWN_VERSIONS = Set.of("0", "1");

    private final Path directory;
    private final @Nullable FileChannel lockFile;

    private KafkaDirectory(Path directory, @Nullable FileChannel lockFile) {
        this.directory = directory;
        this.lockFile = lockFile;
    }

    /** @throws ToolException when it is no such directory, or in use */
    static KafkaDirectory open(Path path) throws IOException {
        Path directory = path.toAbsolutePath().normalize();
        if (!Files.isDirectory(directory)) {
            throw new ToolException(directory + " is no directory: name one of Kafka's log.dirs.");
        }
        requireKnownVersion(directory.resolve("meta.properties"));
        return new KafkaDirectory(directory, lock(directory.resolve(".lock")));
    }

    private static void requireKnownVersion(Path properties) throws IOException {
        if (!Files.exists(properties)) {
            return; // a part of one, or one that was copied without it
        }
        Properties meta = new Properties();
        try (Reader reader = Files.newBufferedReader(properties)) {
            meta.load(reader);
        }
        String version = meta.getProperty("version", "0").trim();
        if (!KNOWN_VERSIONS.contains(version)) {
            throw new ToolException(
                    properties + " says version " + version + ", which this Tailwater does not know: use a newer one.");
        }
    }

    /** Only reading does not change the file, and still finds out whether somebody has it for himself. */
    private static @Nullable FileChannel lock(Path file) throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        FileLock lock = null;
        try {
            lock = channel.tryLock(0, Long.MAX_VALUE, true);
        } catch (OverlappingFileLockException e) {
            // Locked by this process.
        }
        if (lock == null) {
            channel.close();
            throw new ToolException(file.getParent() + " is in use by a broker: stop it first.");
        }
        return channel;
    }

    List<StoredLog> logs() throws IOException {
        return StoredLog.find(directory);
    }

    @Override
    public void close() throws IOException {
        if (lockFile != null) {
            lockFile.close();
        }
    }
}
