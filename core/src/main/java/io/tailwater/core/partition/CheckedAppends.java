package io.tailwater.core.partition;

import io.tailwater.core.metrics.BrokerMetrics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Checks what a connection appends before it goes to the shards. Event-loop confined.
 *
 * <p>Most is checked at once. What would take long goes to a worker, and everything the connection appends after it waits
 * behind it, so that order is kept; the connection bounds how much that is.
 */
final class CheckedAppends implements AppendSequence {

    /**
     * Of records that are looked at on the event loop per request: as much as Kafka's clients send at most by default, which
     * takes a fraction of a millisecond when it is not compressed.
     */
    static final int INLINE_BYTES = 1 << 20;

    private final ShardBus bus;
    private final AppendChecks checks;
    private final Executor worker;
    private final BrokerMetrics metrics;
    private final Context context;

    /** The request a worker checks, and those behind it. */
    private final ArrayDeque<AppendCheck> unchecked = new ArrayDeque<>(0);

    private @Nullable CallerLoop caller;
    private @Nullable AppendWork work;

    CheckedAppends(ShardBus bus, AppendChecks checks, ShardEnvironment environment, Context context) {
        this.bus = bus;
        this.checks = checks;
        this.worker = environment.worker();
        this.metrics = environment.metrics();
        this.context = context;
    }

    @Override
    public Future<List<AppendOutcome>> append(
            List<PartitionAppend> appends, Acks acks, @Nullable ProducerTransaction transaction) {
        return append(
                appends,
                transaction == null ? AppendOrigin.CLIENT : new AppendOrigin.TransactionalClient(transaction),
                acks);
    }

    private Future<List<AppendOutcome>> append(List<PartitionAppend> appends, AppendOrigin origin, Acks acks) {
        CallerLoop loop = caller;
        if (loop == null) {
            loop = new CallerLoop(context);
            caller = loop;
        }
        AppendRequest request = new AppendRequest(appends, origin, acks, loop, metrics, work);
        AppendCheck check = checks.begin(request);
        if (!unchecked.isEmpty()) {
            unchecked.add(check);
        } else if (check.advance(INLINE_BYTES)) {
            request.send(bus);
        } else {
            unchecked.add(check);
            checkElsewhere();
        }
        return request.future();
    }

    @Override
    public long workedNanos() {
        AppendWork counted = work;
        if (counted == null) {
            work = new AppendWork();
            return 0;
        }
        return counted.take();
    }

    /** All that waits goes in one go: a worker that is busy with a large request must not be asked once for each small one. */
    private void checkElsewhere() {
        List<AppendCheck> waiting = List.copyOf(unchecked);
        AppendWork counted = work;
        Runnable checking = () -> waiting.forEach(check -> check.advance(Integer.MAX_VALUE));
        try {
            worker.execute(() -> {
                if (counted == null) {
                    checking.run();
                } else {
                    counted.run(checking);
                }
                context.runOnContext(checked -> sendChecked(waiting.size()));
            });
        } catch (RejectedExecutionException e) {
            waiting.forEach(check -> check.fail(e));
            sendChecked(waiting.size());
        }
    }

    private void sendChecked(int count) {
        for (int i = 0; i < count; i++) {
            unchecked.remove().request().send(bus);
        }
        if (!unchecked.isEmpty()) {
            checkElsewhere();
        }
    }
}
