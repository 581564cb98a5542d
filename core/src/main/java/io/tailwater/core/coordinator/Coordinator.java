package io.tailwater.core.coordinator;

import io.tailwater.core.config.CoordinatorsConfig;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Runs one state machine on one partition: loads it, steps it, has what it appends on disk before it answers, and loads it
 * again when that fails. Confined to its event loop.
 *
 * <p>Nothing is ever undone: a state that knows of what is not in the log is thrown away.
 */
final class Coordinator<S extends CoordinatorState> {

    private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);

    private enum Phase {
        LOADING,
        RUNNING,
        /** A step broke after it had appended: what the steps before it appended is written, then the log is loaded again. */
        SETTLING,
        /** Something failed; the next attempt to load comes by a timer. */
        PAUSED,
        CLOSING,
        CLOSED
    }

    /** A state that is in no hurry waits with its timed work while so much is to be written. */
    private static final int BUSY_BYTES = 1 << 20;

    /** The clock may be set: nothing is looked at less often than this. */
    private static final long LONGEST_TIMER_MILLIS = 60_000;

    private final String name;
    private final Supplier<S> fresh;
    private final CoordinatorLog log;
    private final CoordinatorLoop loop;
    private final InstantSource clock;
    private final Outbox outbox = new Outbox();
    private final HeldReplies held = new HeldReplies();
    private final SelfCompaction compaction;
    private final Pauses pauses = new Pauses();
    private final Promise<Void> closed = Promise.promise();

    private Phase phase = Phase.LOADING;
    private S state;
    private @Nullable Loading loading;
    private long lastMillis;
    private boolean sendDue;
    private long timer = -1;
    private long timerAtMillis = CoordinatorState.NO_DEADLINE;

    /** @param name of the partition, for messages */
    Coordinator(
            String name,
            Supplier<S> fresh,
            CoordinatorLog log,
            CoordinatorLoop loop,
            InstantSource clock,
            CoordinatorsConfig config) {
        this.name = name;
        this.fresh = fresh;
        this.log = log;
        this.loop = loop;
        this.clock = clock;
        this.compaction = new SelfCompaction(name, config);
        this.state = fresh.get();
    }

    /** Begins to load; to be called once, before anything else. */
    void load() {
        phase = Phase.LOADING;
        state = fresh.get();
        S loaded = state;
        Loading attempt = new Loading(log, loaded);
        loading = attempt;
        long began = clock.millis();
        attempt.run().onComplete(outcome -> {
            loading = null;
            if (phase == Phase.CLOSING) {
                finishClosing();
            } else if (outcome.succeeded() && outcome.result() instanceof Result.Ok<Loading.Loaded> ok) {
                loaded(ok.value(), clock.millis() - began);
            } else {
                loadingFailed(outcome.succeeded() ? outcome.result() : outcome.cause());
            }
        });
    }

    private void loaded(Loading.Loaded loaded, long tookMillis) {
        LOG.atInfo()
                .addKeyValue("partition", name)
                .addKeyValue("offset", loaded.endOffset())
                .log("{} entries loaded, {} bytes in {} ms", loaded.entries(), loaded.sizeBytes(), tookMillis);
        outbox.startAt(loaded.endOffset());
        compaction.loaded(loaded.sizeBytes());
        phase = Phase.RUNNING;
        perform(state::loaded, null);
        if (compaction.isDue()) {
            sendSoon();
        }
    }

    private void loadingFailed(Object why) {
        Throwable thrown = why instanceof Throwable cause ? cause : null;
        LOG.atLevel(pauses.isFirst() ? Level.ERROR : Level.DEBUG)
                .addKeyValue("partition", name)
                .setCause(thrown)
                .log("A coordinator cannot be loaded and tries again: {}", why);
        pause();
    }

    /** Runs a step now, or refuses its reply when there is no state to run it with. */
    <T> void run(CoordinatorStep<S, T> step, Reply<T> reply) {
        if (phase == Phase.RUNNING) {
            perform(output -> step.run(state, reply, output), reply);
        } else {
            Delivery.refuse(reply, unavailable());
        }
    }

    private BrokerError unavailable() {
        return switch (phase) {
            case LOADING, SETTLING ->
                new BrokerError(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, "The coordinator " + name + " reads its log");
            case PAUSED, RUNNING ->
                new BrokerError(
                        ErrorCode.COORDINATOR_NOT_AVAILABLE,
                        "The log of the coordinator " + name + " cannot be used now");
            case CLOSING, CLOSED ->
                new BrokerError(ErrorCode.COORDINATOR_NOT_AVAILABLE, "The coordinator " + name + " is stopping");
        };
    }

    private void perform(Consumer<CoordinatorOutput> step, @Nullable Reply<?> reply) {
        StepOutput output = new StepOutput(state, outbox, held, nowMillis());
        try {
            step.accept(output);
        } catch (RuntimeException | Error e) {
            broke(output, reply, e);
            return;
        }
        if (reply != null && !reply.isGiven()) {
            held.add(reply);
        }
        output.end();
        if (!outbox.isEmpty()) {
            sendSoon();
        }
        planTimer();
    }

    private void broke(StepOutput output, @Nullable Reply<?> reply, Throwable thrown) {
        LOG.atError().addKeyValue("partition", name).setCause(thrown).log("A step broke; please report it");
        BrokerError error = new BrokerError(ErrorCode.UNKNOWN_SERVER_ERROR, "The broker made a mistake: " + thrown);
        boolean reload = output.undo(error);
        if (reply != null && !reply.isGiven()) {
            Delivery.refuse(reply, error);
        }
        if (reload || reply == null) {
            phase = Phase.SETTLING;
            settle();
        }
    }

    private long nowMillis() {
        lastMillis = Math.max(lastMillis, clock.millis());
        return lastMillis;
    }

    /** What this turn of the loop still brings is appended together. */
    private void sendSoon() {
        if (!sendDue && !outbox.isUnderWay()) {
            sendDue = true;
            loop.execute(this::send);
        }
    }

    private void send() {
        sendDue = false;
        if (outbox.isUnderWay() || phase == Phase.PAUSED || phase == Phase.LOADING || phase == Phase.CLOSED) {
            return;
        }
        if (phase == Phase.RUNNING) {
            compaction.contribute(state, outbox, nowMillis());
        }
        if (outbox.isEmpty()) {
            landed(0);
            return;
        }
        log.append(outbox.send()).onComplete(outcome -> {
            if (outcome.succeeded() && outcome.result() instanceof Result.Ok<Integer> ok) {
                outbox.landed();
                pauses.reset();
                landed(ok.value());
            } else {
                appendFailed(outcome.succeeded() ? outcome.result() : outcome.cause());
            }
        });
    }

    private void landed(int sizeBytes) {
        long deletable = compaction.landed(sizeBytes);
        if (phase == Phase.RUNNING) {
            if (deletable >= 0) {
                deleteBefore(deletable);
            }
            if (!outbox.isEmpty() || compaction.isDue()) {
                sendSoon();
            }
        } else {
            settle();
        }
    }

    private void deleteBefore(long offset) {
        log.deleteBefore(offset).onComplete(outcome -> {
            if (outcome.succeeded() && outcome.result() instanceof Result.Ok<Long>) {
                compaction.deleted();
            } else {
                LOG.atWarn()
                        .addKeyValue("partition", name)
                        .log(
                                "What was written anew could not be deleted: {}",
                                outcome.succeeded() ? outcome.result() : outcome.cause());
                compaction.giveUp();
            }
        });
    }

    private void appendFailed(Object why) {
        LOG.atLevel(pauses.isFirst() ? Level.ERROR : Level.DEBUG)
                .addKeyValue("partition", name)
                .log("An append failed, the coordinator loads its log again: {}", why);
        BrokerError error = new BrokerError(
                ErrorCode.COORDINATOR_NOT_AVAILABLE, "The log of the coordinator " + name + " cannot be written");
        if (phase == Phase.CLOSING) {
            outbox.refuseAll(error);
            finishClosing();
            return;
        }
        phase = Phase.PAUSED;
        outbox.refuseAll(error);
        held.refuseAll(error);
        pause();
    }

    private void pause() {
        phase = Phase.PAUSED;
        cancelTimer();
        timer = loop.schedule(pauses.nextMillis(), () -> {
            if (phase == Phase.PAUSED) {
                load();
            }
        });
    }

    /** Goes on with what is left to do before the state is thrown away. */
    private void settle() {
        if (outbox.isUnderWay()) {
            return;
        }
        if (!outbox.isEmpty()) {
            sendSoon();
        } else if (phase == Phase.SETTLING) {
            held.refuseAll(unavailable());
            pause();
        } else if (phase == Phase.CLOSING && loading == null) {
            finishClosing();
        }
    }

    private void planTimer() {
        long deadlineMillis = state.nextDeadlineMillis();
        if (phase != Phase.RUNNING || deadlineMillis >= timerAtMillis) {
            return;
        }
        cancelTimer();
        long delayMillis = Math.max(1, Math.min(deadlineMillis - nowMillis(), LONGEST_TIMER_MILLIS));
        timerAtMillis = Math.min(deadlineMillis, nowMillis() + delayMillis);
        timer = loop.schedule(delayMillis, this::timerFired);
    }

    private void timerFired() {
        timerAtMillis = CoordinatorState.NO_DEADLINE;
        if (phase != Phase.RUNNING) {
            return;
        }
        if (state.nextDeadlineMillis() <= nowMillis() && outbox.sizeBytes() < BUSY_BYTES) {
            perform(state::advance, null);
        } else {
            planTimer();
        }
    }

    private void cancelTimer() {
        loop.cancel(timer);
        timerAtMillis = CoordinatorState.NO_DEADLINE;
    }

    /** Takes no more steps, has on disk what was appended, answers everybody; completes when that is done. */
    Future<Void> close() {
        if (phase == Phase.CLOSING || phase == Phase.CLOSED) {
            return closed.future();
        }
        boolean paused = phase == Phase.PAUSED;
        phase = Phase.CLOSING;
        cancelTimer();
        if (loading != null) {
            loading.cancel();
        } else if (paused) {
            finishClosing();
        } else {
            settle();
        }
        return closed.future();
    }

    private void finishClosing() {
        phase = Phase.CLOSED;
        held.refuseAll(unavailable());
        closed.complete();
    }
}
