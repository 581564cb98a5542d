package io.tailwater.tools;

import io.tailwater.storage.files.StoredLog;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A copy of a data directory that a broker uses, up to given offsets: log by log, then what belongs to all. It is as a crash
 * would have left it, so that a broker which starts on it checks its ends and raises its leader epoch. Owned by one thread;
 * blocking.
 */
final class DirectoryBackup {

    /** A log may be compacted while it is copied; not so often in a row. */
    private static final int ATTEMPTS = 5;

    private final Path from;
    private final Path to;
    private final boolean link;
    private final List<String> notes = new ArrayList<>();
    private final Map<String, Long> starts = new LinkedHashMap<>();
    private final Map<String, Long> ends = new LinkedHashMap<>();
    private long linkedBytes;
    private long copiedBytes;

    /** @param link whether closed segments may be hard links */
    DirectoryBackup(Path from, Path to, boolean link) throws IOException {
        this.from = from;
        this.to = to;
        this.link = link;
        Files.createDirectories(to);
    }

    /** Copies one log. One whose topic was deleted meanwhile is left out. */
    void add(String name, long startOffset, long endOffset) throws IOException {
        for (int attempt = 1; ; attempt++) {
            LogBackup log = new LogBackup(new StoredLog(from.resolve(name)), to.resolve(name), link);
            try {
                log.copy(startOffset, endOffset);
                starts.put(name, Math.max(startOffset, log.startOffset()));
                ends.put(name, endOffset);
                linkedBytes += log.linkedBytes();
                copiedBytes += log.copiedBytes();
                return;
            } catch (NoSuchFileException e) {
                log.remove();
                if (!Files.exists(from.resolve(name))) {
                    notes.add(name + " was deleted meanwhile: it is not in the backup.");
                    return;
                }
                if (attempt == ATTEMPTS) {
                    throw new ToolException(
                            "The files of " + name + " change all the time: try again. (" + e.getMessage() + " went)");
                }
            }
        }
    }

    /** Notes which logs the broker has and did not name. */
    void noteMissing() throws IOException {
        for (StoredLog log : StoredLog.find(from)) {
            if (!ends.containsKey(log.name())) {
                notes.add(log.name()
                        + " is not in the backup: it is offline (the broker's log says why), or was made meanwhile.");
            }
        }
    }

    /** Copies the broker's own notes and writes those of the logs; all of it is on disk then. */
    void finish() throws IOException {
        Path meta = Files.createDirectories(to.resolve("meta"));
        try (Stream<Path> entries = Files.list(from.resolve("meta"))) {
            for (Path entry : entries.toList()) {
                if (!entry.toString().endsWith(".tmp")) {
                    write(meta.resolve(String.valueOf(entry.getFileName())), Files.readAllBytes(entry));
                }
            }
        }
        force(meta);
        write(to.resolve("log-start-offset-checkpoint"), format(starts));
        write(to.resolve("recovery-point-offset-checkpoint"), format(ends));
        force(to);
    }

    /** Kafka's format, as Tailwater writes it, too. */
    private static byte[] format(Map<String, Long> offsets) {
        StringBuilder text = new StringBuilder("0\n").append(offsets.size()).append('\n');
        offsets.forEach((name, offset) -> {
            int dash = name.lastIndexOf('-');
            text.append(name, 0, dash)
                    .append(' ')
                    .append(name, dash + 1, name.length())
                    .append(' ')
                    .append(offset)
                    .append('\n');
        });
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes);
        force(file);
    }

    /** Forces a file, or the names in a directory. */
    static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    List<String> notes() {
        return notes;
    }

    long linkedBytes() {
        return linkedBytes;
    }

    long copiedBytes() {
        return copiedBytes;
    }
}
