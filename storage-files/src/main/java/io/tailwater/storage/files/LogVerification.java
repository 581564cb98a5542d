package io.tailwater.storage.files;

import io.tailwater.spi.RecordBatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Looks through a log's files: CRCs, offsets, leader epochs, indexes, aborted transactions, and what the storage notes of the
 * log. Owned by one thread; blocking; only reads.
 */
public final class LogVerification {

    /** How much was looked at. */
    public record Totals(int segments, long batches, long bytes, long startOffset, long endOffset) {}

    private final StoredLog log;
    private final Consumer<Finding> findings;
    private long batches;
    private long bytes;
    private long firstOffset = -1;
    private long endOffset;
    private int leaderEpoch = -1;

    private LogVerification(StoredLog log, Consumer<Finding> findings) {
        this.log = log;
        this.findings = findings;
    }

    /** @param findings is told of everything that is found, file by file */
    public static Totals of(StoredLog log, Consumer<Finding> findings) throws IOException {
        return new LogVerification(log, findings).run();
    }

    private Totals run() throws IOException {
        Map<Long, Path> segments = log.segments();
        if (log.topicId().isEmpty()) {
            Path file = log.directory().resolve(LogDirectory.METADATA);
            boolean there = Files.exists(file);
            report(
                    there ? Finding.Kind.METADATA : Finding.Kind.NOTE,
                    file,
                    0,
                    there ? "names no topic id" : "is missing");
        }
        for (Map.Entry<Long, Path> segment : segments.entrySet()) {
            verify(segment.getKey(), segment.getValue());
        }
        long startOffset = Math.max(firstOffset, log.startOffset().orElse(-1));
        OptionalLong recoveryPoint = log.recoveryPoint();
        if (recoveryPoint.isPresent()
                && recoveryPoint.getAsLong() > endOffset
                && startOffset < recoveryPoint.getAsLong()) {
            report(
                    Finding.Kind.ORDER,
                    log.directory(),
                    0,
                    "ends at offset " + endOffset + ", although it was flushed up to " + recoveryPoint.getAsLong());
        }
        return new Totals(segments.size(), batches, bytes, Math.max(0, startOffset), Math.max(startOffset, endOffset));
    }

    private void verify(long baseOffset, Path file) throws IOException {
        if (firstOffset < 0) {
            firstOffset = baseOffset;
            endOffset = baseOffset;
        }
        if (baseOffset < endOffset) {
            report(Finding.Kind.ORDER, file, 0, "begins at offset " + baseOffset + ", where " + endOffset + " is due");
        } else if (baseOffset > endOffset) {
            report(
                    Finding.Kind.NOTE,
                    file,
                    0,
                    "offsets " + endOffset + " to " + (baseOffset - 1) + " are not there, as after compaction");
        }
        IndexVerification indexes = new IndexVerification(baseOffset, file, findings);
        try (SegmentReading reading = SegmentReading.open(file)) {
            reading.visit(new Batches(baseOffset, file, indexes.batches(), reading.size()));
        }
        indexes.verify(log.startOffset().orElse(0));
    }

    private void report(Finding.Kind kind, Path file, long position, String message) {
        findings.accept(new Finding(kind, file, position, position, message));
    }

    private final class Batches implements SegmentReading.Visitor {

        private final long baseOffset;
        private final Path file;
        private final NotedBatches noted;
        private final int end;

        Batches(long baseOffset, Path file, NotedBatches noted, int end) {
            this.baseOffset = baseOffset;
            this.file = file;
            this.noted = noted;
            this.end = end;
            endOffset = Math.max(endOffset, baseOffset);
        }

        @Override
        public void batch(ByteBuffer header, int at, int position, int sizeInBytes) {
            long first = RecordBatchHeader.baseOffset(header, at);
            long last = RecordBatchHeader.lastOffset(header, at);
            int epoch = RecordBatchHeader.leaderEpoch(header, at);
            if (first < endOffset || last - baseOffset > Integer.MAX_VALUE) {
                report(
                        Finding.Kind.ORDER,
                        file,
                        position,
                        "a batch with offsets " + first + " to " + last + ", where " + endOffset + " is due");
            }
            if (epoch < leaderEpoch) {
                report(
                        Finding.Kind.ORDER,
                        file,
                        position,
                        "the leader epoch falls from " + leaderEpoch + " to " + epoch + " at offset " + first);
            }
            leaderEpoch = Math.max(leaderEpoch, epoch);
            endOffset = Math.max(endOffset, last + 1);
            noted.note(
                    last,
                    position,
                    RecordBatchHeader.maxTimestamp(header, at),
                    RecordBatchHeader.isControl(header, at));
            batches++;
            bytes += sizeInBytes;
        }

        @Override
        public void damaged(int position, int endPosition, String what) {
            boolean torn = endPosition == end;
            findings.accept(new Finding(
                    torn ? Finding.Kind.TORN : Finding.Kind.DAMAGED,
                    file,
                    position,
                    endPosition,
                    what + " where offset " + endOffset + " is due"
                            + (torn
                                    ? "; nothing good follows"
                                    : "; " + (endPosition - position) + " bytes are damaged")));
        }

        @Override
        public void prepared(int position, int endPosition) {
            // As the segment in use has it, and one that a crash left.
        }
    }
}
