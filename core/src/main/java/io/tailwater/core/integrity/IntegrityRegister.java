package io.tailwater.core.integrity;

import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.spi.LogId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gathers what is found in all partitions, for people. Thread-safe. */
public final class IntegrityRegister {

    private static final Logger LOG = LoggerFactory.getLogger(IntegrityRegister.class);

    private final BrokerMetrics metrics;
    private final Map<LogId, List<DamagedRange>> damaged = new ConcurrentHashMap<>();
    private final LongAdder checkedBytes = new LongAdder();
    private final LongAdder scrubs = new LongAdder();
    private final LongAdder foundRanges = new LongAdder();

    public IntegrityRegister(BrokerMetrics metrics) {
        this.metrics = metrics;
    }

    /** A range was found that was not known. */
    public void found(LogId id, DamagedRange range) {
        foundRanges.increment();
        metrics.damageFound();
        LOG.atError()
                .addKeyValue("partition", id)
                .log(
                        "{}. All other offsets stay readable; './tailwater log repair' can take the range out.",
                        range.message(id));
    }

    /** What is damaged in a partition now. */
    public void put(LogId id, List<DamagedRange> ranges) {
        if (ranges.isEmpty()) {
            damaged.remove(id);
        } else {
            damaged.put(id, List.copyOf(ranges));
        }
    }

    /** So many bytes were looked at. */
    public void checked(long bytes) {
        checkedBytes.add(bytes);
        metrics.checked(bytes);
    }

    void scrubbed() {
        scrubs.increment();
    }

    public IntegrityStatus status() {
        return new IntegrityStatus(checkedBytes.sum(), scrubs.sum(), foundRanges.sum(), Map.copyOf(damaged));
    }
}
