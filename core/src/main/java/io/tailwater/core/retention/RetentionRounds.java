package io.tailwater.core.retention;

import io.tailwater.spi.LogId;
import io.tailwater.spi.SegmentInfo;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every log at a pace, and has deleted what its topic's settings do not keep. Confined to a context; what it looks
 * at is looked at by a worker, one round at a time.
 */
public final class RetentionRounds {

    private static final Logger LOG = LoggerFactory.getLogger(RetentionRounds.class);

    private static final int LOGS_TOGETHER = 256;

    /** What follows a change of settings waits for others that come with it. */
    private static final long AFTER_CHANGE_MILLIS = 100;

    /** Since when a log's last segment, which begins at an offset, is known to be written. */
    private record Written(long baseOffset, long sinceMillis) {}

    /** What is to be done with a log. */
    private record Judged(RetainedLog log, Verdict verdict) {}

    private final RetainedLogs logs;
    private final LogObserver observer;
    private final InstantSource clock;
    private final RetentionCounts counts;
    private final LongSupplier pauseMillis;
    private final Rounds rounds;

    /** Used by one round after the other; null before the first. */
    private @Nullable Map<LogId, Written> written;

    /**
     * @param pauseMillis how long to wait between rounds
     */
    public RetentionRounds(
            RetainedLogs logs,
            LongSupplier pauseMillis,
            InstantSource clock,
            RetentionCounts counts,
            Timers timers,
            Executors executors) {
        this.logs = logs;
        this.observer = new LogObserver(executors.worker());
        this.clock = clock;
        this.counts = counts;
        this.pauseMillis = pauseMillis;
        this.rounds = new Rounds("Retention", this::round, pauseMillis, timers, executors.context());
    }

    public void start() {
        rounds.soon(pauseMillis.getAsLong());
    }

    /** Settings are different from now on. */
    public void settingsChanged() {
        rounds.soon(Math.min(AFTER_CHANGE_MILLIS, pauseMillis.getAsLong()));
    }

    /** Begins nothing more; what is under way meets closed logs, at worst. */
    public void stop() {
        rounds.stop();
    }

    private Future<Void> round() {
        return logs.look().compose(observer::observe).map(this::judge).compose(judged -> settle(judged, 0));
    }

    private List<Judged> judge(List<ObservedLog> observed) {
        long nowMillis = clock.millis();
        Map<LogId, Written> next = new HashMap<>();
        List<Judged> judged = new ArrayList<>();
        for (ObservedLog log : observed) {
            if (log.segments().isEmpty()) {
                continue;
            }
            Written last = written(log, nowMillis);
            next.put(log.id(), last);
            Verdict verdict = RetentionPolicy.judge(log.log(), log.segments(), last.sinceMillis(), nowMillis);
            if (verdict.deletes() || verdict.roll()) {
                judged.add(new Judged(log.log(), verdict));
            }
        }
        written = next;
        return judged;
    }

    /**
     * A segment found when the broker was started may have been written for as long as its timestamps say, or for ever where its
     * first batch has none: so one that is written without them ends with a restart, if not before. One that began since then has
     * not.
     */
    private Written written(ObservedLog log, long nowMillis) {
        SegmentInfo last = log.segments().get(log.segments().size() - 1);
        Map<LogId, Written> known = written;
        Written before = known == null ? null : known.get(log.id());
        if (before != null && before.baseOffset() == last.baseOffset()) {
            return before;
        }
        boolean stamped = last.firstTimestampMillis() >= 0;
        if (before == null && stamped) {
            return new Written(last.baseOffset(), -1);
        }
        return new Written(last.baseOffset(), known == null ? 0 : nowMillis);
    }

    /** Some at a time: deletions that are asked for together share a write of the first offsets. */
    private Future<Void> settle(List<Judged> judged, int from) {
        int to = Math.min(judged.size(), from + LOGS_TOGETHER);
        List<Future<Void>> settled =
                judged.subList(from, to).stream().map(this::settle).toList();
        Future<Void> all = Future.join(settled).mapEmpty();
        return to < judged.size() ? all.transform(done -> settle(judged, to)) : all;
    }

    private Future<Void> settle(Judged judged) {
        RetainedLog log = judged.log();
        Verdict verdict = judged.verdict();
        Future<Void> rolled = verdict.roll() ? logs.roll(log.id()) : Future.succeededFuture();
        if (!verdict.deletes()) {
            return rolled;
        }
        return rolled.transform(done -> logs.deleteBefore(log.id(), verdict.deleteBefore(), false))
                .onSuccess(startOffset -> deleted(log, verdict, startOffset))
                .mapEmpty();
    }

    private void deleted(RetainedLog log, Verdict verdict, long startOffset) {
        if (startOffset >= verdict.deleteBefore()) {
            counts.expired(verdict);
            LOG.atDebug()
                    .addKeyValue("partition", log.id())
                    .addKeyValue("offset", verdict.deleteBefore())
                    .log("Deleted {} segments of {} bytes before this offset", verdict.segments(), verdict.bytes());
        }
    }
}
