package io.tailwater.storage.files;

import io.tailwater.spi.StorageException;
import io.tailwater.spi.StorageException.Kind;
import io.tailwater.spi.file.FileLayer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.ToLongFunction;

/**
 * Where each log starts and from where it must be checked after a crash, kept in two files of Kafka's format beside the
 * logs. Thread-safe; requests to write are merged.
 *
 * <pre>
 *   0                 version
 *   2                 lines that follow
 *   orders 0 4711     topic, partition, offset
 *   orders 1 42
 * </pre>
 */
final class Checkpoints {

    private static final String STARTS = "log-start-offset-checkpoint";
    private static final String RECOVERY_POINTS = "recovery-point-offset-checkpoint";

    private final FileLayer files;
    private final Path root;
    private final Map<String, LogPoints> points = new ConcurrentHashMap<>();
    private final GroupCommit<Boolean> writes;
    private byte[] writtenStarts = {};
    private byte[] writtenRecoveryPoints = {};
    private boolean closed;

    Checkpoints(FileLayer files, Path root, Executor background) {
        this.files = files;
        this.root = root;
        this.writes = new GroupCommit<>(background, () -> {
            write();
            return true;
        });
    }

    /**
     * Reads both files, once, before anything else; blocking. Lines of logs that are not there are dropped from the files
     * too: they must never speak for a log of the same name to come.
     *
     * @param directories the names of the logs' directories
     */
    void load(Set<String> directories) throws IOException {
        Map<String, Long> starts = read(STARTS);
        Map<String, Long> recoveryPoints = read(RECOVERY_POINTS);
        for (String name : directories) {
            points.put(name, new LogPoints(starts.getOrDefault(name, -1L), recoveryPoints.getOrDefault(name, -1L)));
        }
        if (!directories.containsAll(starts.keySet()) || !directories.containsAll(recoveryPoints.keySet())) {
            write();
        }
    }

    /** The points of a log; both -1 where nothing is known. */
    LogPoints of(String directory) {
        return points.computeIfAbsent(directory, name -> new LogPoints(-1, -1));
    }

    void forget(String directory) {
        points.remove(directory);
    }

    /** Has everything known now written and forced; completed on a worker. */
    CompletableFuture<Boolean> request() {
        return writes.request();
    }

    /** Writes and forces what changed; blocking. */
    synchronized void write() throws IOException {
        byte[] starts = format(LogPoints::startOffset);
        byte[] recoveryPoints = format(LogPoints::recoveryPoint);
        boolean startsChanged = !Arrays.equals(starts, writtenStarts);
        boolean recoveryPointsChanged = !Arrays.equals(recoveryPoints, writtenRecoveryPoints);
        if (!startsChanged && !recoveryPointsChanged) {
            return;
        }
        if (closed) {
            throw new StorageException(Kind.CLOSED, "the storage in " + root + " is closed");
        }
        if (startsChanged) {
            FileContents.replace(files, root.resolve(STARTS), starts);
        }
        if (recoveryPointsChanged) {
            FileContents.replace(files, root.resolve(RECOVERY_POINTS), recoveryPoints);
        }
        files.forceDirectory(root);
        writtenStarts = starts;
        writtenRecoveryPoints = recoveryPoints;
    }

    /** Writes for the last time: the directory is about to be given to whoever wants it; blocking. */
    synchronized void close() throws IOException {
        try {
            write();
        } finally {
            closed = true;
        }
    }

    private byte[] format(ToLongFunction<LogPoints> offset) {
        StringBuilder lines = new StringBuilder();
        int count = 0;
        for (Map.Entry<String, LogPoints> log : points.entrySet()) {
            long value = offset.applyAsLong(log.getValue());
            if (value > 0) {
                int dash = log.getKey().lastIndexOf('-');
                lines.append(log.getKey(), 0, dash)
                        .append(' ')
                        .append(log.getKey(), dash + 1, log.getKey().length())
                        .append(' ')
                        .append(value)
                        .append('\n');
                count++;
            }
        }
        return ("0\n" + count + '\n' + lines).getBytes(StandardCharsets.UTF_8);
    }

    /** What a file says; lines that cannot be understood say nothing, which only makes recovery look at more. */
    private Map<String, Long> read(String name) throws IOException {
        return parse(
                new String(FileContents.read(files, root.resolve(name)).orElse(new byte[0]), StandardCharsets.UTF_8));
    }

    /** Offsets by the name of the log's directory. */
    static Map<String, Long> parse(String text) {
        Map<String, Long> offsets = new ConcurrentHashMap<>();
        text.lines().skip(2).forEach(line -> {
            String[] parts = line.split(" ", -1);
            try {
                if (parts.length == 3 && Integer.parseInt(parts[1]) >= 0) {
                    offsets.put(parts[0] + "-" + parts[1], Long.parseLong(parts[2]));
                }
            } catch (NumberFormatException e) {
                // As if the line were not there.
            }
        });
        return offsets;
    }
}
