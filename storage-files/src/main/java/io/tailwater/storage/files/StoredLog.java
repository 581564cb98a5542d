package io.tailwater.storage.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A log's directory that no storage has open, or that is only to be looked at. Immutable; every method blocks, and none writes.
 *
 * @param directory absolute
 */
public record StoredLog(Path directory) {

    /**
     * The logs there are in a directory: itself, when it is one, or those in it, by name.
     *
     * @throws IOException when the directory cannot be read; {@link java.nio.file.NotDirectoryException} when it is none
     */
    public static List<StoredLog> find(Path path) throws IOException {
        Path directory = path.toAbsolutePath().normalize();
        if (isLog(directory)) {
            return List.of(new StoredLog(directory));
        }
        List<StoredLog> logs = new ArrayList<>();
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : (Iterable<Path>) entries.sorted()::iterator) {
                if (isLog(entry)) {
                    logs.add(new StoredLog(entry));
                }
            }
        }
        return logs;
    }

    private static boolean isLog(Path directory) throws IOException {
        if (!Files.isDirectory(directory) || !StorageRoot.isLogName(String.valueOf(directory.getFileName()))) {
            return false;
        }
        if (Files.exists(directory.resolve(LogDirectory.METADATA))) {
            return true;
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.anyMatch(entry -> LogDirectory.baseOffset(entry).isPresent());
        }
    }

    /** The directory of the storage it belongs to. */
    public Path root() {
        return Objects.requireNonNull(directory.getParent());
    }

    /** {@code orders-0}. */
    public String name() {
        return String.valueOf(directory.getFileName());
    }

    public String topic() {
        return name().substring(0, name().lastIndexOf('-'));
    }

    public int partition() {
        return Integer.parseInt(name().substring(name().lastIndexOf('-') + 1));
    }

    /** The topic's id; empty where nothing says it, as in directories of Kafka before 2.8. */
    public Optional<UUID> topicId() throws IOException {
        Path file = directory.resolve(LogDirectory.METADATA);
        return Files.exists(file) ? PartitionMetadata.parse(Files.readAllBytes(file)) : Optional.empty();
    }

    /** The first readable offset as the storage notes it; empty where it notes none. */
    public OptionalLong startOffset() throws IOException {
        return noted("log-start-offset-checkpoint");
    }

    /** Up to where everything was forced, as the storage notes it. */
    public OptionalLong recoveryPoint() throws IOException {
        return noted("recovery-point-offset-checkpoint");
    }

    private OptionalLong noted(String checkpoint) throws IOException {
        Path file = root().resolve(checkpoint);
        if (!Files.exists(file)) {
            return OptionalLong.empty();
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        Long offset = Checkpoints.parse(text).get(name());
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    /** The log files by base offset. */
    public TreeMap<Long, Path> segments() throws IOException {
        TreeMap<Long, Path> segments = new TreeMap<>();
        try (Stream<Path> entries = Files.list(directory)) {
            entries.forEach(
                    entry -> LogDirectory.baseOffset(entry).ifPresent(baseOffset -> segments.put(baseOffset, entry)));
        }
        return segments;
    }

    /** The file beside a log file with another ending: {@code index}, {@code timeindex}, {@code txnindex}. */
    static Path beside(Path logFile, String ending) {
        String name = String.valueOf(logFile.getFileName());
        return logFile.resolveSibling(name.substring(0, name.lastIndexOf('.') + 1) + ending);
    }
}
