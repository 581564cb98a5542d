package io.tailwater.core.compaction;

import io.tailwater.core.config.CompactionConfig;
import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.core.producer.ProducerEnd;
import io.tailwater.core.record.RecordFormat;
import io.tailwater.core.worker.WorkerCall;
import io.tailwater.spi.LogId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Looks for logs that are due, again and again, and has them compacted one after the other, those first that must not wait and
 * then those of which most is dirty. Confined to its context; what blocks runs on the compacting thread.
 */
public final class CompactionRounds {

    private final Context context;
    private final CompactableLogs logs;
    private final Supplier<CompactionConfig> config;
    private final InstantSource clock;
    private final Executor compactor;
    private final Throttle throttle;
    private final OffsetMap map;
    private final CompactionReports reports;
    private final LogCompaction compaction;
    private final LogSurvey survey;
    private final Promise<Void> ended = Promise.promise();

    private long timer = -1;
    private long intervalMillis;
    private boolean running;
    private boolean stopped;

    /**
     * @param config as it is at the moment; from any thread
     * @param compactor one thread, which nothing else uses
     */
    public CompactionRounds(
            Context context,
            CompactableLogs logs,
            RecordFormat format,
            Supplier<CompactionConfig> config,
            InstantSource clock,
            BrokerMetrics metrics,
            Executor compactor) {
        this.context = context;
        this.logs = logs;
        this.config = config;
        this.clock = clock;
        this.compactor = compactor;
        this.throttle = new Throttle(config.get().bytesPerSecond(), System::nanoTime);
        this.reports = new CompactionReports(metrics);
        this.map = new OffsetMap(config.get().mapBytes());
        this.compaction = new LogCompaction(format, map, throttle);
        this.survey = new LogSurvey(reports);
    }

    /** Begins, unless it is switched off; on the context. */
    public void start() {
        if (config.get().enabled()) {
            later();
        }
    }

    /** Settings are different from now on, for what is under way too; on the context. */
    public void settingsChanged() {
        throttle.limit(config.get().bytesPerSecond());
        boolean waiting = timer >= 0 && !running && !stopped;
        if (waiting && config.get().intervalMillis() != intervalMillis) {
            context.owner().cancelTimer(timer);
            later();
        }
    }

    /** Ends it, what is under way too; completes when nothing more is read or written. On the context. */
    public Future<Void> stop() {
        stopped = true;
        context.owner().cancelTimer(timer);
        throttle.stop();
        if (!running) {
            ended.tryComplete();
        }
        return ended.future();
    }

    private void later() {
        running = false;
        if (stopped) {
            ended.tryComplete();
            return;
        }
        intervalMillis = config.get().intervalMillis();
        timer = context.owner()
                .setTimer(
                        intervalMillis,
                        fired -> context.runOnContext(turn -> {
                            if (!stopped) {
                                running = true;
                                round();
                            }
                        }));
    }

    private void round() {
        logs.look()
                .compose(found -> WorkerCall.of(compactor, () -> survey.of(found, clock.millis())))
                .onComplete(done -> context.runOnContext(turn -> {
                    if (done.failed()) {
                        reports.roundFailed(done.cause());
                        later();
                        return;
                    }
                    done.result().toRoll().forEach(logs::roll);
                    next(new ArrayDeque<>(done.result().due()));
                }));
    }

    private void next(Deque<LogSurvey.Due> due) {
        LogSurvey.Due first = due.poll();
        if (first == null || stopped) {
            later();
            return;
        }
        LogId id = first.target().log().id();
        logs.producers(id)
                .compose(producers -> WorkerCall.of(compactor, () -> {
                    compact(first, producers);
                    return true;
                }))
                .onComplete(done -> context.runOnContext(turn -> {
                    if (done.failed()) {
                        reports.failed(id, done.cause(), clock.millis());
                    }
                    next(due);
                }));
    }

    private void compact(LogSurvey.Due due, Map<Long, ProducerEnd> producers) {
        LogId id = due.target().log().id();
        long began = System.nanoTime();
        map.limit(config.get().mapBytes());
        LogCompaction.Outcome outcome = compaction.run(
                due.target(),
                due.point(),
                due.cleanable().endOffset(),
                producers,
                clock.millis(),
                (baseOffset, crc) -> logs.rewritten(id, baseOffset, crc));
        reports.compacted(id, due.cleanable(), outcome, (System.nanoTime() - began) / 1_000_000);
    }

    /** The logs that would be looked at. */
    static List<LogId> ids(List<CompactableLog> found) {
        return found.stream().map(each -> each.log().id()).toList();
    }
}
