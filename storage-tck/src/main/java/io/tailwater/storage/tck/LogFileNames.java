package io.tailwater.storage.tck;

import java.util.List;

/**
 * How the files of a log are recognised, so that recovery can be tested on damaged ones. A log file holds batches one after
 * the other from its first byte, and possibly zeros after them; an index file can be made anew from log files.
 *
 * @param logSuffix how the names of log files end; sorted by name they are in offset order
 * @param indexSuffixes how the names of index files end
 */
public record LogFileNames(String logSuffix, List<String> indexSuffixes) {

    /** {@code 00000000000000000000.log} with {@code .index} and {@code .timeindex} beside it. */
    public static final LogFileNames KAFKA = new LogFileNames(".log", List.of(".index", ".timeindex"));

    public LogFileNames {
        indexSuffixes = List.copyOf(indexSuffixes);
    }
}
