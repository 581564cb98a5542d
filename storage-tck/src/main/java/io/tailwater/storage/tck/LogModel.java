package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.BatchReference;
import io.tailwater.spi.RecordBatchHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a log should hold: a plain list. Owned by one test. */
final class LogModel {

    private final List<ByteBuffer> batches = new ArrayList<>();
    private long startOffset;
    private long endOffset;

    /** A log that was found to hold these batches. */
    static LogModel of(long startOffset, List<ByteBuffer> batches) {
        LogModel model = new LogModel();
        model.startOffset = startOffset;
        model.endOffset = startOffset;
        batches.forEach(model::append);
        return model;
    }

    long startOffset() {
        return startOffset;
    }

    long endOffset() {
        return endOffset;
    }

    void append(ByteBuffer appended) {
        batches.addAll(TestBatches.split(appended));
        endOffset = lastOffset(batches.get(batches.size() - 1)) + 1;
    }

    /** Where a cut at an offset ends: where the last batch ends that lies wholly before it. */
    long cutAt(long offset) {
        long before = batches.stream()
                .mapToLong(LogModel::lastOffset)
                .filter(last -> last < offset)
                .max()
                .orElse(-1);
        return before >= 0 ? before + 1 : Math.min(startOffset, latestCutAt(offset));
    }

    /** Where it ends at the latest: where compaction has left offsets out, the engine has the choice. */
    private long latestCutAt(long offset) {
        if (offset >= endOffset) {
            return endOffset;
        }
        return batches.stream()
                .filter(batch -> lastOffset(batch) >= offset)
                .findFirst()
                .map(batch -> Math.min(baseOffset(batch), offset))
                .orElse(offset);
    }

    /**
     * Cuts the log.
     *
     * @param end where the engine says that the log ends now: at the end of the last batch before the offset; where none is
     *     left, it has the choice
     */
    void truncateTo(long offset, long end) {
        long boundary = cutAt(offset);
        long latest = latestCutAt(offset);
        batches.removeIf(batch -> lastOffset(batch) >= offset);
        assertThat(end)
                .as("end after a cut at %d", offset)
                .isBetween(boundary, batches.isEmpty() ? Math.max(latest, Math.min(offset, endOffset)) : latest);
        endOffset = end;
        startOffset = Math.min(startOffset, endOffset);
    }

    void deleteBefore(long offset) {
        startOffset = Math.max(startOffset, offset);
        batches.removeIf(batch -> lastOffset(batch) < startOffset);
    }

    /** The same after a rewrite. */
    LogModel rewritten(Rewrites.Plan plan) {
        LogModel model = new LogModel();
        model.startOffset = startOffset;
        model.endOffset = endOffset;
        for (ByteBuffer batch : batches) {
            if (baseOffset(batch) < plan.from()) {
                model.batches.add(batch);
            }
        }
        model.batches.addAll(plan.by());
        for (ByteBuffer batch : batches) {
            if (baseOffset(batch) >= plan.to()) {
                model.batches.add(batch);
            }
        }
        return model;
    }

    /** The batches that hold offsets from this one on. */
    List<ByteBuffer> from(long offset) {
        return batches.stream().filter(batch -> lastOffset(batch) >= offset).toList();
    }

    List<ByteBuffer> all() {
        return from(startOffset);
    }

    Optional<BatchReference> firstBatchAtOrAfter(long timestampMillis) {
        return references()
                .filter(batch -> batch.maxTimestampMillis() >= timestampMillis)
                .findFirst();
    }

    Optional<BatchReference> batchWithLargestTimestamp() {
        // Stream.max gives the last of equals; the first is wanted.
        return references()
                .sorted(Comparator.comparingLong(BatchReference::maxTimestampMillis)
                        .reversed())
                .findFirst();
    }

    private Stream<BatchReference> references() {
        return all().stream()
                .map(batch -> new BatchReference(
                        baseOffset(batch), lastOffset(batch), RecordBatchHeader.maxTimestamp(batch, 0)));
    }

    private static long baseOffset(ByteBuffer batch) {
        return RecordBatchHeader.baseOffset(batch, 0);
    }

    private static long lastOffset(ByteBuffer batch) {
        return RecordBatchHeader.lastOffset(batch, 0);
    }
}
