package io.tailwater.storage.tck;

import io.tailwater.spi.LogRewrite;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.spi.SegmentInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** Rewrites of logs under test. Stateless. */
final class Rewrites {

    /** What is to take the place of some segments. */
    record Plan(long from, long to, List<ByteBuffer> by) {}

    private Rewrites() {}

    /** Replaces segments by batches. @return what the log says */
    static boolean run(PartitionLog log, Plan plan) {
        try (LogRewrite rewrite = log.rewrite(plan.from(), plan.to())) {
            plan.by().forEach(rewrite::append);
            return rewrite.commit();
        } catch (IllegalArgumentException e) {
            if (log.startOffset() > plan.from()) {
                return false; // deleted since it was planned
            }
            throw e;
        }
    }

    /**
     * A row of closed segments chosen by chance, to be replaced by some of their batches.
     *
     * @param batches those of the log, in order
     * @param kept which stay, besides the last of the row, which has to
     */
    static Optional<Plan> choose(
            PartitionLog log, List<ByteBuffer> batches, RandomGenerator random, Predicate<ByteBuffer> kept) {
        List<SegmentInfo> closed = new ArrayList<>(log.segments());
        if (closed.size() < 2) {
            return Optional.empty();
        }
        closed.remove(closed.size() - 1);
        int first = random.nextInt(closed.size());
        int last = random.nextInt(first, closed.size());
        long from = closed.get(first).baseOffset();
        long to = closed.get(last).endOffset();
        List<ByteBuffer> by = batches.stream()
                .filter(batch -> RecordBatchHeader.baseOffset(batch, 0) >= from)
                .filter(batch -> RecordBatchHeader.lastOffset(batch, 0) < to)
                .filter(batch -> RecordBatchHeader.lastOffset(batch, 0) == to - 1 || kept.test(batch))
                .toList();
        boolean whole = !by.isEmpty() && RecordBatchHeader.lastOffset(by.get(by.size() - 1), 0) == to - 1;
        return whole ? Optional.of(new Plan(from, to, by)) : Optional.empty();
    }
}
