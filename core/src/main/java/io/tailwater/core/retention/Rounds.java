package io.tailwater.core.retention;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the same work again and again, one round after the other, with a pause between them. Confined to a context, on which
 * every method is called.
 */
final class Rounds {

    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    private final String name;
    private final Supplier<Future<Void>> round;
    private final LongSupplier pauseMillis;
    private final Timers timers;
    private final Executor context;

    private boolean underWay;

    /** Timers of an earlier plan do nothing. */
    private int plan;

    /** Whether another round was asked for while one was under way. */
    private boolean again;

    private boolean stopped;

    /**
     * @param name for the log
     * @param round one round; its future may complete on any thread
     * @param pauseMillis how long to wait after a round; negative for until {@link #soon}
     */
    Rounds(String name, Supplier<Future<Void>> round, LongSupplier pauseMillis, Timers timers, Executor context) {
        this.name = name;
        this.round = round;
        this.pauseMillis = pauseMillis;
        this.timers = timers;
        this.context = context;
    }

    /** Begins a round in so many milliseconds, whatever was planned; after the one that is under way, if there is one. */
    void soon(long delayMillis) {
        int planned = ++plan;
        if (!stopped && delayMillis >= 0) {
            timers.schedule(Math.max(1, delayMillis), () -> {
                if (planned == plan && !stopped) {
                    begin();
                }
            });
        }
    }

    private void begin() {
        if (underWay) {
            again = true;
            return;
        }
        underWay = true;
        again = false;
        int planBefore = plan;
        made().onComplete(outcome -> context.execute(() -> ended(outcome, planBefore)));
    }

    private Future<Void> made() {
        try {
            return round.get();
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private void ended(AsyncResult<Void> outcome, int planBefore) {
        underWay = false;
        if (outcome.failed() && !stopped) {
            LOG.warn(
                    "{} failed, and is tried again later: {}",
                    name,
                    outcome.cause().toString());
        }
        if (again) {
            soon(1);
        } else if (plan == planBefore) { // else somebody has planned the next one meanwhile
            soon(pauseMillis.getAsLong());
        }
    }

    /** Begins no more. One under way ends when what it does is refused, or done. */
    void stop() {
        stopped = true;
    }
}
