package io.tailwater.core.retention;

import io.tailwater.core.config.DiskBudget;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.worker.WorkerCall;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the disk's use within the broker's budget: deletes the oldest segments of all logs that allow it before it is used up,
 * and refuses clients' appends where nothing may be deleted, until there is room again. Confined to a context; one round at a
 * time.
 *
 * <p>Every second it looks at the volume, or adds up what was appended, and looks at the logs only when that may matter.
 */
public final class BudgetRounds {

    private static final Logger LOG = LoggerFactory.getLogger(BudgetRounds.class);

    private static final long PAUSE_MILLIS = 1_000;

    /** What all logs held, when so much had been appended to them. */
    private record Looked(long heldBytes, long appendedBytes) {}

    private final RetainedLogs logs;
    private final Supplier<DiskBudget> budget;
    private final Volume volume;
    private final SpaceGate gate;
    private final RetentionCounts counts;
    private final Executor worker;
    private final LogObserver observer;
    private final Rounds rounds;

    /** Used by one round after the other; null before the first look and when something was deleted since. */
    private volatile @Nullable Looked looked;

    /**
     * @param budget what there is now; may change
     * @param volume that of the data directory
     * @param gate where appends are refused
     */
    public BudgetRounds(
            RetainedLogs logs,
            Supplier<DiskBudget> budget,
            Volume volume,
            SpaceGate gate,
            RetentionCounts counts,
            Timers timers,
            Executors executors) {
        this.logs = logs;
        this.budget = budget;
        this.volume = volume;
        this.gate = gate;
        this.counts = counts;
        this.worker = executors.worker();
        this.observer = new LogObserver(worker);
        this.rounds = new Rounds(
                "Keeping the disk budget",
                this::round,
                () -> budget.get().isOff() ? -1 : PAUSE_MILLIS,
                timers,
                executors.context());
    }

    public void start() {
        rounds.soon(0);
    }

    /** There may be another budget, or topics may allow something else. */
    public void settingsChanged() {
        looked = null;
        rounds.soon(0);
    }

    /** Begins nothing more; what is under way meets closed logs, at worst. */
    public void stop() {
        rounds.stop();
    }

    private Future<Void> round() {
        DiskBudget now = budget.get();
        if (now.isOff()) {
            open();
            counts.noBudget();
            return Future.succeededFuture();
        }
        return measure(now).compose(use -> {
            if (looked == null || use.excessBytes() > 0 || hasGrownLarge(use)) {
                return logs.look().compose(observer::observe).compose(observed -> keep(now, use, observed));
            }
            settled(use, false);
            return Future.succeededFuture();
        });
    }

    private boolean hasGrownLarge(BudgetUse use) {
        return use.isHalfUsed() && appendedSinceLook() > use.largestSegmentBytes() / 2;
    }

    private long appendedSinceLook() {
        Looked last = looked;
        return last == null ? 0 : logs.appendedBytes() - last.appendedBytes();
    }

    private Future<BudgetUse> measure(DiskBudget now) {
        if (now.percent() == 0) {
            Looked last = looked;
            return Future.succeededFuture(
                    new BudgetUse(now.bytes(), last == null ? 0 : last.heldBytes() + appendedSinceLook()));
        }
        return WorkerCall.of(worker, () -> {
            long total = volume.totalBytes();
            return new BudgetUse(Math.max(1, total / 100 * now.percent()), total - volume.usableBytes());
        });
    }

    private Future<Void> keep(DiskBudget now, BudgetUse measured, List<ObservedLog> observed) {
        long held = observed.stream().mapToLong(ObservedLog::sizeBytes).sum();
        looked = new Looked(held, logs.appendedBytes());
        BudgetUse use = now.percent() > 0 ? measured : new BudgetUse(now.bytes(), held);
        List<EarlyDeletion.Choice> choices = EarlyDeletion.choose(observed, use.excessBytes());
        List<ObservedLog> rolling = observed.stream()
                .filter(log -> log.log().isBudgeted() && isToBeClosed(log, use, choices.isEmpty()))
                .toList();
        boolean stuck = use.isOver() && choices.isEmpty() && rolling.isEmpty();
        settled(use, stuck);
        if (!choices.isEmpty() || !rolling.isEmpty()) {
            looked = null;
        }
        return Future.join(rolling.stream().map(log -> logs.roll(log.id())).toList())
                .transform(
                        rolled -> Future.join(choices.stream().map(this::delete).toList()))
                .mapEmpty();
    }

    /** Not everything should have to go when something must; but rather everything than nothing. */
    private static boolean isToBeClosed(ObservedLog log, BudgetUse use, boolean nothingElse) {
        boolean large = use.isHalfUsed() && log.activeBytes() > use.largestSegmentBytes();
        boolean last = nothingElse && use.excessBytes() > 0 && log.activeBytes() > 0;
        return large || last;
    }

    private Future<Long> delete(EarlyDeletion.Choice choice) {
        Verdict verdict = choice.verdict();
        RetainedLog log = choice.log().log();
        long from = log.log().startOffset();
        return logs.deleteBefore(log.id(), verdict.deleteBefore(), true).onSuccess(startOffset -> {
            if (startOffset >= verdict.deleteBefore()) {
                counts.deletedEarly(verdict);
                LOG.atWarn()
                        .addKeyValue("partition", log.id())
                        .addKeyValue("offset", from)
                        .addKeyValue("endOffset", verdict.deleteBefore())
                        .log(
                                "Deleted early, because the disk budget is used up: all records from offset to endOffset,"
                                        + " {} segments of {} bytes",
                                verdict.segments(),
                                verdict.bytes());
            }
        });
    }

    private void settled(BudgetUse use, boolean stuck) {
        counts.budget(use.budgetBytes(), use.usedBytes(), stuck);
        if (!stuck) {
            open();
            return;
        }
        String message = "The disk budget of " + use.budgetBytes() + " bytes is used up by " + use.usedBytes()
                + ", and nothing may be deleted early: delete records or topics, let topics keep less, allow it with"
                + " disk.budget.delete, or raise disk.budget";
        if (gate.refusal() == null) {
            LOG.error("{}. Appends are refused until there is room.", message);
        }
        gate.refuse(new BrokerError(ErrorCode.KAFKA_STORAGE_ERROR, message + "."));
    }

    private void open() {
        if (gate.refusal() != null) {
            LOG.info("There is room within the disk budget again; appends are taken.");
        }
        gate.open();
    }
}
