package io.tailwater.spi;

import java.util.List;

/**
 * What opening a log did.
 *
 * @param clean whether nothing needed to be looked at, because the log had been closed
 * @param scannedBytes bytes of batches that were read and checked
 * @param cutBytes bytes removed from the end because they were torn or corrupt; none of them was ever flushed
 * @param rebuiltIndexes index files made anew
 * @param findings sentences for the log, each naming file and position; empty when nothing was wrong
 */
public record RecoveryReport(
        boolean clean, long scannedBytes, long cutBytes, int rebuiltIndexes, List<String> findings) {

    public RecoveryReport {
        findings = List.copyOf(findings);
    }

    /** Nothing was looked at, nothing was wrong. */
    public static final RecoveryReport CLEAN = new RecoveryReport(true, 0, 0, 0, List.of());
}
