package io.tailwater.storage.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Compares the index files of one segment with its batches: reads them, has the batches noted that they name, then looks whether
 * it is all true. Owned by one thread; blocking; only reads.
 */
final class IndexVerification {

    private final long baseOffset;
    private final Consumer<Finding> findings;
    private final Entries offsets;
    private final Entries times;
    private final Entries aborted;
    private final NotedBatches batches;

    /** A file's entries, those of prepared space left out. */
    private record Entries(Path file, ByteBuffer bytes, int entryBytes) {

        int count() {
            return bytes.limit() / entryBytes;
        }
    }

    IndexVerification(long baseOffset, Path logFile, Consumer<Finding> findings) throws IOException {
        this.baseOffset = baseOffset;
        this.findings = findings;
        this.offsets = read(StoredLog.beside(logFile, "index"), SparseIndex.OFFSET_ENTRY_BYTES);
        this.times = read(StoredLog.beside(logFile, "timeindex"), SparseIndex.TIME_ENTRY_BYTES);
        this.aborted = read(StoredLog.beside(logFile, "txnindex"), TransactionIndexFile.ENTRY_BYTES);
        LongStream byOffset = IntStream.range(0, offsets.count()).mapToLong(this::lastOffset);
        LongStream byTime = IntStream.range(0, times.count()).mapToLong(this::timedOffset);
        LongStream markers = IntStream.range(0, aborted.count()).mapToLong(this::markerOffset);
        this.batches = new NotedBatches(
                LongStream.concat(LongStream.concat(byOffset, byTime), markers).toArray());
    }

    private Entries read(Path file, int entryBytes) throws IOException {
        boolean isThere = Files.exists(file);
        ByteBuffer bytes = isThere ? ByteBuffer.wrap(Files.readAllBytes(file)) : ByteBuffer.allocate(0);
        int torn = bytes.limit() % entryBytes;
        if (torn != 0) {
            report(
                    entryBytes == TransactionIndexFile.ENTRY_BYTES ? Finding.Kind.ABORTED : Finding.Kind.INDEX,
                    file,
                    bytes.limit(),
                    "ends inside an entry");
        } else if (!isThere && entryBytes != TransactionIndexFile.ENTRY_BYTES) {
            report(Finding.Kind.NOTE, file, 0, "is missing, and made anew when it is needed");
        }
        int end = bytes.limit() - torn;
        while (end > entryBytes && isPrepared(bytes, end - entryBytes, entryBytes)) {
            end -= entryBytes; // Kafka prepares space in an index that is in use
        }
        return new Entries(file, bytes.limit(end), entryBytes);
    }

    private static boolean isPrepared(ByteBuffer bytes, int at, int entryBytes) {
        for (int i = at; i < at + entryBytes; i++) {
            if (bytes.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** To be told of the segment's batches before {@link #verify}. */
    NotedBatches batches() {
        return batches;
    }

    void verify(long startOffset) {
        verifyOffsets();
        verifyTimes();
        verifyAborted(startOffset);
    }

    /** Each entry is the relative last offset and the position of a batch. */
    private void verifyOffsets() {
        for (int i = 0; i < offsets.count(); i++) {
            int position = offsets.bytes().getInt(i * offsets.entryBytes() + Integer.BYTES);
            if ((i > 0 && lastOffset(i) <= lastOffset(i - 1)) || !batches.isAt(lastOffset(i), position)) {
                report(
                        Finding.Kind.INDEX,
                        offsets.file(),
                        (long) i * offsets.entryBytes(),
                        "no batch at " + position + " ends with offset " + lastOffset(i));
                return;
            }
        }
    }

    /** Each entry is the largest timestamp so far and the relative offset of its batch, or of a record in it as Kafka did once. */
    private void verifyTimes() {
        for (int i = 0; i < times.count(); i++) {
            if ((i > 0 && timestamp(i) < timestamp(i - 1)) || batches.hasOtherTimestamp(timedOffset(i), timestamp(i))) {
                report(
                        Finding.Kind.INDEX,
                        times.file(),
                        (long) i * times.entryBytes(),
                        "timestamp " + timestamp(i) + " is not that of offset " + timedOffset(i));
                return;
            }
        }
    }

    /** Each entry names a marker, which is a control batch. */
    private void verifyAborted(long startOffset) {
        for (int i = 0; i < aborted.count(); i++) {
            boolean there = markerOffset(i) < startOffset || batches.isControl(markerOffset(i));
            if ((i > 0 && markerOffset(i) <= markerOffset(i - 1)) || !there) {
                report(
                        Finding.Kind.ABORTED,
                        aborted.file(),
                        (long) i * aborted.entryBytes(),
                        "no transaction was aborted by a marker at offset " + markerOffset(i));
                return;
            }
        }
    }

    private long lastOffset(int entry) {
        return baseOffset + offsets.bytes().getInt(entry * offsets.entryBytes());
    }

    private long timestamp(int entry) {
        return times.bytes().getLong(entry * times.entryBytes());
    }

    private long timedOffset(int entry) {
        return baseOffset + times.bytes().getInt(entry * times.entryBytes() + Long.BYTES);
    }

    private long markerOffset(int entry) {
        return aborted.bytes().getLong(entry * aborted.entryBytes() + TransactionIndexFile.LAST_OFFSET_AT);
    }

    private void report(Finding.Kind kind, Path file, long position, String message) {
        findings.accept(new Finding(kind, file, position, position, message));
    }
}
