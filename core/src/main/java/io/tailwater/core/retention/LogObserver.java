package io.tailwater.core.retention;

import io.tailwater.spi.StorageException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at logs' segments on a worker, some at a time, so that others get their turn: segments found when a log was opened
 * are read then. Thread-safe.
 */
final class LogObserver {

    private static final Logger LOG = LoggerFactory.getLogger(LogObserver.class);

    private static final int LOGS_PER_TURN = 64;

    private final Executor worker;

    LogObserver(Executor worker) {
        this.worker = worker;
    }

    /** Completed on a worker. Logs that cannot be looked at now, because they were just deleted for example, are left out. */
    Future<List<ObservedLog>> observe(List<RetainedLog> logs) {
        Promise<List<ObservedLog>> promise = Promise.promise();
        observeSome(logs, new ArrayList<>(logs.size()), 0, promise);
        return promise.future();
    }

    private void observeSome(
            List<RetainedLog> logs, List<ObservedLog> observed, int from, Promise<List<ObservedLog>> promise) {
        try {
            worker.execute(() -> {
                int to = Math.min(logs.size(), from + LOGS_PER_TURN);
                for (RetainedLog log : logs.subList(from, to)) {
                    observe(log, observed);
                }
                if (to < logs.size()) {
                    observeSome(logs, observed, to, promise);
                } else {
                    promise.complete(observed);
                }
            });
        } catch (RejectedExecutionException e) {
            promise.fail(e); // the broker stops
        }
    }

    private static void observe(RetainedLog log, List<ObservedLog> observed) {
        try {
            observed.add(new ObservedLog(log, log.log().segments()));
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.CLOSED) {
                LOG.atWarn()
                        .addKeyValue("partition", log.id())
                        .setCause(e)
                        .log("Retention cannot look at a partition's segments; it is left alone for now");
            }
        }
    }
}
