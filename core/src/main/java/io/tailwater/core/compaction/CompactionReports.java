package io.tailwater.core.compaction;

import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.spi.LogId;
import io.tailwater.spi.StorageException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Says what compaction did and what stands in its way, and lets logs wait that are in trouble. Thread-safe. */
final class CompactionReports {

    private static final Logger LOG = LoggerFactory.getLogger(CompactionReports.class);

    /** A log that cannot be compacted is tried again after this, and not said again to be in trouble. */
    private static final long PAUSE_MILLIS = 600_000;

    private final BrokerMetrics metrics;
    private final Map<LogId, Long> waitingUntil = new ConcurrentHashMap<>();

    CompactionReports(BrokerMetrics metrics) {
        this.metrics = metrics;
    }

    void compacted(LogId id, Cleanable cleanable, LogCompaction.Outcome outcome, long tookMillis) {
        waitingUntil.remove(id);
        metrics.compacted(outcome.readBytes(), outcome.keptBytes(), outcome.removedRecords());
        LOG.atInfo()
                .addKeyValue("partition", id)
                .addKeyValue("offset", cleanable.endOffset())
                .log(
                        "Compacted: {} bytes of {} stay, {} gone; {}, {} ms{}",
                        outcome.keptBytes(),
                        outcome.readBytes(),
                        counted(outcome.removedRecords(), "record", "records"),
                        counted(outcome.passes(), "pass", "passes"),
                        tookMillis,
                        outcome.complete() ? "" : "; the rest was deleted meanwhile");
    }

    /** A log could not be compacted. */
    void failed(LogId id, Throwable thrown, long nowMillis) {
        if (thrown instanceof Throttle.StoppedException || isClosed(thrown)) {
            return; // The broker stops, or the topic was deleted.
        }
        boolean known = waitingUntil.put(id, nowMillis + PAUSE_MILLIS) != null;
        metrics.compactionFailed();
        LOG.atLevel(known ? Level.DEBUG : Level.ERROR)
                .addKeyValue("partition", id)
                .setCause(thrown)
                .log(
                        "Compaction failed; the log stays as it is and grows. It is tried again in {} minutes",
                        PAUSE_MILLIS / 60_000);
    }

    private static String counted(long number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }

    private static boolean isClosed(Throwable thrown) {
        return thrown instanceof StorageException e && e.kind() == StorageException.Kind.CLOSED;
    }

    void roundFailed(Throwable thrown) {
        LOG.atWarn().setCause(thrown).log("Logs could not be looked at for compaction");
    }

    /** Whether a log is let alone because of trouble. */
    boolean isWaiting(LogId id, long nowMillis) {
        Long until = waitingUntil.get(id);
        return until != null && nowMillis < until;
    }

    /** Forgets all other logs. */
    void retain(Collection<LogId> ids) {
        waitingUntil.keySet().retainAll(ids);
    }
}
