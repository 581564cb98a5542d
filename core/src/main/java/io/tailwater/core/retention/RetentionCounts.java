package io.tailwater.core.retention;

import io.tailwater.core.metrics.BrokerMetrics;
import java.util.concurrent.atomic.LongAdder;

/** Counts what retention does. Thread-safe. */
public final class RetentionCounts {

    private record Budget(long bytes, long usedBytes, boolean refusing) {}

    private static final Budget NO_BUDGET = new Budget(-1, 0, false);

    private final BrokerMetrics metrics;
    private final LongAdder expiredSegments = new LongAdder();
    private final LongAdder expiredBytes = new LongAdder();
    private final LongAdder earlySegments = new LongAdder();
    private final LongAdder earlyBytes = new LongAdder();
    private volatile Budget budget = NO_BUDGET;

    public RetentionCounts(BrokerMetrics metrics) {
        this.metrics = metrics;
    }

    void expired(Verdict verdict) {
        expiredSegments.add(verdict.segments());
        expiredBytes.add(verdict.bytes());
        metrics.segmentsDeleted("expired", verdict.segments(), verdict.bytes());
    }

    void deletedEarly(Verdict verdict) {
        earlySegments.add(verdict.segments());
        earlyBytes.add(verdict.bytes());
        metrics.segmentsDeleted("early", verdict.segments(), verdict.bytes());
    }

    void noBudget() {
        budget = NO_BUDGET;
    }

    void budget(long bytes, long usedBytes, boolean refusing) {
        budget = new Budget(bytes, usedBytes, refusing);
    }

    public RetentionTotals totals() {
        Budget now = budget;
        return new RetentionTotals(
                expiredSegments.sum(),
                expiredBytes.sum(),
                earlySegments.sum(),
                earlyBytes.sum(),
                now.bytes(),
                now.usedBytes(),
                now.refusing());
    }
}
