package io.tailwater.core.health;

import io.tailwater.core.health.HealthFinding.Verdict;
import io.tailwater.core.integrity.IntegrityStatus;
import io.tailwater.core.retention.RetentionTotals;
import io.tailwater.core.retention.Volume;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks all checks of a running broker. Thread-safe; however often it is asked, it looks once a second. */
public final class Health {

    /** A loop that has been silent for so long will not turn again. */
    static final long STUCK_SECONDS = 30;

    /** Less room than this is none: a batch may be this large, and the broker's own files need some. */
    static final long FULL_BYTES = 8L << 20;

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    /**
     * What is looked at.
     *
     * @param pulses of the event loops
     * @param offlineLogs how many logs are not served, or take no writes
     * @param retention how the disk budget stands
     * @param integrity what is known of damage
     * @param volume that of the data directory
     */
    public record Parts(
            LoopPulses pulses,
            Supplier<Future<Integer>> offlineLogs,
            Supplier<RetentionTotals> retention,
            Supplier<IntegrityStatus> integrity,
            Volume volume) {}

    private record Looked(long atNanos, Future<HealthReport> report) {}

    private final Vertx vertx;
    private final Parts parts;
    private final Executor worker;
    private final LongSupplier nanoTime;
    private final AtomicReference<@Nullable Looked> looked = new AtomicReference<>();
    private volatile boolean stopping;

    /** @param worker runs what waits for a disk */
    public Health(Vertx vertx, Parts parts, Executor worker, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.parts = parts;
        this.worker = worker;
        this.nanoTime = nanoTime;
    }

    /** The broker is going to stop: clients had better go elsewhere. */
    public void stopping() {
        stopping = true;
        looked.set(null);
    }

    /** What all checks say; completed on the caller's context, not failed. */
    public Future<HealthReport> report() {
        Context caller = vertx.getOrCreateContext();
        Promise<HealthReport> here = Promise.promise();
        lastReport().onComplete(report -> caller.runOnContext(v -> here.handle(report)));
        return here.future();
    }

    private Future<HealthReport> lastReport() {
        long now = nanoTime.getAsLong();
        Looked before = looked.get();
        if (before != null && now - before.atNanos() < FRESH_NANOS) {
            return before.report();
        }
        Looked fresh = new Looked(now, look());
        looked.set(fresh);
        return fresh.report();
    }

    /** What can be said at once, whatever hangs: whether the event loops turn. */
    public HealthReport liveness() {
        return new HealthReport(List.of(loops()));
    }

    private Future<HealthReport> look() {
        if (stopping) {
            return Future.succeededFuture(
                    new HealthReport(List.of(HealthFinding.fail("stopping", "The broker is being stopped."))));
        }
        HealthFinding turning = loops();
        if (turning.verdict() == Verdict.STUCK) {
            return Future.succeededFuture(new HealthReport(List.of(turning))); // the others might never be answered
        }
        return disk().compose(disk -> parts.offlineLogs()
                .get()
                .map(offline -> new HealthReport(List.of(turning, disk, budget(), logs(offline), damage()))));
    }

    private HealthFinding loops() {
        long silentSeconds = TimeUnit.NANOSECONDS.toSeconds(parts.pulses().longestSilenceNanos());
        return silentSeconds >= STUCK_SECONDS
                ? new HealthFinding(
                        "event-loops", Verdict.STUCK, "An event loop has not turned for " + silentSeconds + " s.")
                : HealthFinding.pass("event-loops", "All event loops turn.");
    }

    private Future<HealthFinding> disk() {
        Context caller = vertx.getOrCreateContext();
        Promise<HealthFinding> promise = Promise.promise();
        try {
            worker.execute(() -> {
                HealthFinding finding = lookAtDisk();
                caller.runOnContext(v -> promise.complete(finding));
            });
        } catch (RejectedExecutionException e) {
            return Future.succeededFuture(HealthFinding.fail("stopping", "The broker is being stopped."));
        }
        return promise.future();
    }

    private HealthFinding lookAtDisk() {
        try {
            long usable = parts.volume().usableBytes();
            return usable < FULL_BYTES
                    ? HealthFinding.fail(
                            "disk",
                            "The disk is full (" + usable + " bytes are left): make room, or set storage.diskBudget.")
                    : HealthFinding.pass("disk", usable + " bytes are left.");
        } catch (IOException e) {
            return HealthFinding.fail("disk", "The volume of the data directory cannot be looked at.");
        }
    }

    private HealthFinding budget() {
        RetentionTotals totals = parts.retention().get();
        if (totals.budgetBytes() < 0) {
            return HealthFinding.pass("disk-budget", "There is none.");
        }
        String use = totals.usedBytes() + " of " + totals.budgetBytes() + " bytes are used";
        return totals.refusing()
                ? HealthFinding.fail(
                        "disk-budget", use + ", and nothing may be deleted: appends are refused until there is room.")
                : HealthFinding.pass("disk-budget", use + ".");
    }

    private static HealthFinding logs(int offline) {
        return offline == 0
                ? HealthFinding.pass("logs", "All logs are served.")
                : HealthFinding.fail(
                        "logs", offline + " logs are offline: the broker's log says which, and what to do.");
    }

    private HealthFinding damage() {
        int damaged = parts.integrity().get().damaged().size();
        return damaged == 0
                ? HealthFinding.pass("damage", "No damaged records are known.")
                : HealthFinding.warn(
                        "damage", "Records of " + damaged + " logs are damaged, and are not given to readers.");
    }
}
