package io.tailwater.storage.files;

import io.tailwater.spi.file.FileLayer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The names of the files of one log, which are Kafka's. Immutable, thread-safe.
 *
 * <pre>
 *   orders-0/
 *     partition.metadata                the topic's id
 *     00000000000000000000.log          batches, then zeros while it is being written
 *     00000000000000000000.index        relative last offset -> position
 *     00000000000000000000.timeindex    timestamp -> relative last offset
 *     00000000000000000000.txnindex     transactions aborted by markers of this segment
 *     next.prepared                     the segment to come; takes its name when the first batch is in it
 *     00000000000000000000.log.cleaned  what is being made to take the place of segments from here on
 *     00000000000000000000.log.swap     the same when it is complete: it counts, those that it replaces do not
 *     tailwater-producers.blob          a named value
 * </pre>
 *
 * @param openFiles what opens the files
 */
record LogDirectory(Path path, OpenFiles openFiles) {

    static final String METADATA = "partition.metadata";

    private static final String LOG = ".log";
    private static final String ABORTED = ".txnindex";
    private static final String BLOB = ".blob";
    private static final String CLEANED = ".cleaned";
    private static final String SWAP = ".swap";
    private static final int DIGITS = 20;

    FileLayer files() {
        return openFiles.files();
    }

    SegmentFile logFile(long baseOffset) {
        return new SegmentFile(openFiles, logPath(baseOffset));
    }

    Path logPath(long baseOffset) {
        return path.resolve(stem(baseOffset) + LOG);
    }

    SegmentFile offsetIndexFile(long baseOffset) {
        return new SegmentFile(openFiles, path.resolve(stem(baseOffset) + ".index"));
    }

    SegmentFile timeIndexFile(long baseOffset) {
        return new SegmentFile(openFiles, path.resolve(stem(baseOffset) + ".timeindex"));
    }

    Path abortedPath(long baseOffset) {
        return path.resolve(stem(baseOffset) + ABORTED);
    }

    /** What is being made to replace segments. */
    Path cleanedPath(long baseOffset) {
        return path.resolve(stem(baseOffset) + LOG + CLEANED);
    }

    /** What replaces segments, when it is complete. */
    Path swapPath(long baseOffset) {
        return path.resolve(stem(baseOffset) + LOG + SWAP);
    }

    Path abortedCleanedPath(long baseOffset) {
        return path.resolve(stem(baseOffset) + ABORTED + CLEANED);
    }

    Path abortedSwapPath(long baseOffset) {
        return path.resolve(stem(baseOffset) + ABORTED + SWAP);
    }

    Path preparedPath() {
        return path.resolve("next.prepared");
    }

    Path metadataPath() {
        return path.resolve(METADATA);
    }

    Path blobPath(String name) {
        return path.resolve(name + BLOB);
    }

    void force() throws IOException {
        openFiles.directories().force(path);
    }

    private static String stem(long baseOffset) {
        String number = Long.toString(baseOffset);
        return "0".repeat(DIGITS - number.length()) + number;
    }

    /** The base offset in the name of a log file; empty for other files. */
    static OptionalLong baseOffset(Path file) {
        return baseOffset(file, LOG);
    }

    /** The base offset in the name of an index of aborted transactions; empty for other files. */
    static OptionalLong abortedBaseOffset(Path file) {
        return baseOffset(file, ABORTED);
    }

    /** The base offset in the name of a file that is to replace segments and is complete; empty for other files. */
    static OptionalLong swapBaseOffset(Path file) {
        return baseOffset(file, LOG + SWAP);
    }

    private static OptionalLong baseOffset(Path file, String ending) {
        String name = file.getFileName().toString();
        if (name.length() != DIGITS + ending.length() || !name.endsWith(ending)) {
            return OptionalLong.empty();
        }
        for (int i = 0; i < DIGITS; i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return OptionalLong.empty();
            }
        }
        try {
            return OptionalLong.of(Long.parseLong(name.substring(0, DIGITS)));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Whether a file is what a crash left of replacing or deleting another, once what was complete has been taken over. */
    static boolean isLeftover(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(FileContents.TEMPORARY)
                || name.endsWith(".deleted")
                || name.endsWith(CLEANED)
                || name.endsWith(SWAP);
    }
}
