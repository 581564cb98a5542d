package io.tailwater.storage.files;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/** The index files beside a log file, as far as a copy has to know them. */
public enum IndexKind {
    /** Relative last offset and position of batches. */
    OFFSET("index", SparseIndex.OFFSET_ENTRY_BYTES),
    /** Timestamps and relative offsets. */
    TIME("timeindex", SparseIndex.TIME_ENTRY_BYTES),
    /** Aborted transactions. */
    ABORTED("txnindex", TransactionIndexFile.ENTRY_BYTES);

    private final String ending;
    private final int entryBytes;

    IndexKind(String ending, int entryBytes) {
        this.ending = ending;
        this.entryBytes = entryBytes;
    }

    /** The index of this kind of a log file. */
    public Path beside(Path logFile) {
        return StoredLog.beside(logFile, ending);
    }

    /**
     * The entries that speak of offsets below one.
     *
     * @param bytes what is in the file, part of an entry at its end perhaps
     * @param baseOffset the segment's
     */
    public byte[] entriesBefore(byte[] bytes, long baseOffset, long endOffset) {
        ByteBuffer entries = ByteBuffer.wrap(bytes);
        int end = 0;
        while (end + entryBytes <= bytes.length && offset(entries, end, baseOffset) < endOffset) {
            end += entryBytes;
        }
        return Arrays.copyOf(bytes, end);
    }

    private long offset(ByteBuffer entries, int at, long baseOffset) {
        return switch (this) {
            case OFFSET -> baseOffset + entries.getInt(at);
            case TIME -> baseOffset + entries.getInt(at + Long.BYTES);
            case ABORTED -> entries.getLong(at + TransactionIndexFile.LAST_OFFSET_AT);
        };
    }
}
