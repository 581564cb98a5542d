package io.tailwater.core.compaction;

import io.tailwater.core.producer.ProducerEnd;
import io.tailwater.core.record.RecordFormat;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.SegmentInfo;
import java.util.List;
import java.util.Map;

/**
 * Compacts one log after the other. Owned by the compacting thread; blocking. Memory is bounded by the map and the largest
 * batch; a log with more keys than the map takes needs several passes.
 */
final class LogCompaction {

    /** Hears of batches that were written anew. */
    interface Listener {

        void rewritten(long baseOffset, int crc);
    }

    /**
     * What a compaction did.
     *
     * @param passes how often the log was gone through
     * @param readBytes of batches that were looked at to be kept or not
     * @param keptBytes of batches that were kept
     * @param removedRecords how many records were taken away
     * @param complete whether there was nothing in the way
     */
    record Outcome(int passes, long readBytes, long keptBytes, long removedRecords, boolean complete) {

        static final Outcome NOTHING = new Outcome(0, 0, 0, 0, true);

        Outcome plus(Outcome other) {
            return new Outcome(
                    passes + other.passes,
                    readBytes + other.readBytes,
                    keptBytes + other.keptBytes,
                    removedRecords + other.removedRecords,
                    complete && other.complete);
        }
    }

    private final RecordFormat format;
    private final OffsetMap map;
    private final Throttle throttle;

    LogCompaction(RecordFormat format, OffsetMap map, Throttle throttle) {
        this.format = format;
        this.map = map;
        this.throttle = throttle;
    }

    /**
     * Compacts a log up to an offset, where a closed segment ends.
     *
     * @param point how far it was compacted before
     * @param producers where those ended that the log knows
     * @throws io.tailwater.spi.StorageException what stands in the way; everything done so far stays
     * @throws Throttle.StoppedException when compaction is to end
     */
    Outcome run(
            CompactableLog target,
            CompactionPoint point,
            long endOffset,
            Map<Long, ProducerEnd> producers,
            long nowMillis,
            Listener listener) {
        Outcome sum = Outcome.NOTHING;
        long from = Math.min(point.dirtyFrom(), endOffset);
        do {
            long mapEnd = new LastOffsets(format, new StoredBatches(throttle), map).fill(target.log(), from, endOffset);
            BatchJudge judge = new BatchJudge(
                    format, map, mapEnd, producers, new DecidedTransactions(), nowMillis, horizon(target, nowMillis));
            Outcome pass = pass(target, judge, mapEnd, endOffset, listener);
            sum = sum.plus(pass);
            if (!pass.complete()) {
                return sum;
            }
            new CompactionPoint(mapEnd, judge.nextHorizonMillis()).write(target.log());
            from = mapEnd;
        } while (from < endOffset);
        return sum;
    }

    private Outcome pass(CompactableLog target, BatchJudge judge, long mapEnd, long endOffset, Listener listener) {
        PartitionLog log = target.log();
        List<SegmentInfo> segments = Cleanable.closed(log).stream()
                .filter(segment -> segment.endOffset() <= endOffset && segment.baseOffset() < mapEnd)
                .toList();
        long readBytes = 0;
        long keptBytes = 0;
        for (SegmentGroup group : SegmentGroup.of(segments, target.config().segmentBytes())) {
            judge.coming(log.abortedTransactions(group.fromOffset(), group.toOffset())
                    .toCompletableFuture()
                    .join());
            try (GroupRewrite rewrite = new GroupRewrite(log, group, judge, throttle)) {
                if (!rewrite.run()) {
                    return new Outcome(1, readBytes, keptBytes, judge.removedRecords(), false);
                }
                readBytes += rewrite.readBytes();
                keptBytes += rewrite.writtenBytes();
                if (rewrite.isRewritten()) {
                    listener.rewritten(rewrite.lastBaseOffset(), rewrite.lastCrc());
                }
            }
        }
        return new Outcome(1, readBytes, keptBytes, judge.removedRecords(), true);
    }

    private static long horizon(CompactableLog target, long nowMillis) {
        long horizon = nowMillis + target.config().compaction().deleteRetentionMillis();
        return horizon < nowMillis ? Long.MAX_VALUE : horizon;
    }
}
