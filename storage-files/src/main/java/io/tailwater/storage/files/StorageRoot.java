package io.tailwater.storage.files;

import io.tailwater.spi.LogId;
import io.tailwater.spi.file.FileLayer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The names in a storage's directory, Kafka's where it has one. Immutable, thread-safe; every method blocks.
 *
 * <pre>
 *   .lock                              held by the process that has the storage open
 *   .mapping                           there for a moment at each start
 *   .kafka_cleanshutdown               there only between a clean stop and the next start
 *   log-start-offset-checkpoint        see {@link Checkpoints}
 *   recovery-point-offset-checkpoint
 *   commit.journal                     see {@link CommitJournal}; not after a clean stop
 *   meta/                              the storage's blobs
 *   orders-0/                          a log, see {@link LogDirectory}
 *   orders-0.&lt;topic id&gt;-delete/       a log that was deleted
 * </pre>
 */
record StorageRoot(FileLayer files, Path path) {

    static final String LOCK = ".lock";
    static final String PROBE = ".mapping";

    static final String CLEAN = ".kafka_cleanshutdown";
    private static final String DELETED = "-delete";
    private static final int LONGEST_NAME = 255;

    Path logPath(LogId id) {
        return path.resolve(id.directoryName());
    }

    Path blobPath(String name) {
        return blobs().resolve(BlobNames.check(name));
    }

    Path blobs() {
        return path.resolve("meta");
    }

    /** Where a deleted log is moved to. */
    Path deletedPath(LogId id) {
        String suffix = "-" + id.partition() + "." + PartitionMetadata.encode(id.topicId()) + DELETED;
        String topic = id.topic();
        return path.resolve(topic.substring(0, Math.min(topic.length(), LONGEST_NAME - suffix.length())) + suffix);
    }

    /** The logs there are: directories named like one that say which topic they belong to. */
    List<LogId> logs() throws IOException {
        List<LogId> logs = new ArrayList<>();
        for (Path entry : files.list(path)) {
            String name = entry.getFileName().toString();
            if (isLogName(name)) {
                int dash = name.lastIndexOf('-');
                int partition = partition(name.substring(dash + 1));
                PartitionMetadata.read(files, entry)
                        .ifPresent(topicId -> logs.add(new LogId(name.substring(0, dash), topicId, partition)));
            }
        }
        return logs;
    }

    /** Whether a directory of this name can be a log's: a topic's name, a dash, a partition. */
    static boolean isLogName(String name) {
        int dash = name.lastIndexOf('-');
        return dash > 0 && partition(name.substring(dash + 1)) >= 0;
    }

    /** What deletions cut short by a stop left behind. */
    List<Path> leftovers() throws IOException {
        List<Path> leftovers = new ArrayList<>();
        for (Path entry : files.list(path)) {
            String name = entry.getFileName().toString();
            if (name.endsWith(DELETED) && name.lastIndexOf('.') > 0) {
                leftovers.add(entry);
            }
        }
        return leftovers;
    }

    /** Deletes a log's directory with what is in it; nothing happens when it is not there. */
    void deleteTree(Path directory) throws IOException {
        if (!files.exists(directory)) {
            return;
        }
        for (Path entry : files.list(directory)) {
            files.delete(entry);
        }
        files.delete(directory);
    }

    private static int partition(String digits) {
        if (digits.isEmpty() || (digits.length() > 1 && digits.charAt(0) == '0')) {
            return -1;
        }
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return -1;
            }
        }
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    // ---- how the last user ended

    /** Whether nobody has used the directory yet. */
    boolean isNew() throws IOException {
        return files.list(path).stream().allMatch(entry -> entry.equals(path.resolve(LOCK)));
    }

    boolean wasCleanlyClosed() {
        return files.exists(path.resolve(CLEAN));
    }

    void forgetCleanClose() throws IOException {
        files.delete(path.resolve(CLEAN));
        force();
    }

    void noteCleanClose() throws IOException {
        FileContents.replace(files, path.resolve(CLEAN), "{\"version\":0}".getBytes(StandardCharsets.UTF_8));
        force();
    }

    void force() throws IOException {
        files.forceDirectory(path);
    }
}
