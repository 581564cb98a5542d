package io.tailwater.core;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.partition.PartitionShards;
import io.tailwater.core.retention.BudgetRounds;
import io.tailwater.core.retention.Executors;
import io.tailwater.core.retention.RetainedLogs;
import io.tailwater.core.retention.RetentionCounts;
import io.tailwater.core.retention.RetentionRounds;
import io.tailwater.core.retention.SpaceGate;
import io.tailwater.core.retention.Timers;
import io.tailwater.core.retention.Volume;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** A broker's retention and its disk budget. Confined to the broker's context. */
final class BrokerRetention {

    private final Context context;
    private final RetentionCounts counts;
    private final RetentionRounds rounds;
    private final BudgetRounds budget;

    BrokerRetention(
            Vertx vertx,
            Context context,
            Executor worker,
            PartitionShards shards,
            Supplier<BrokerConfig> config,
            SpaceGate space,
            BrokerEnvironment environment) {
        this.context = context;
        this.counts = new RetentionCounts(environment.metrics());
        RetainedLogs logs = shards.retained();
        Executors executors = new Executors(worker, task -> context.runOnContext(v -> task.run()));
        Timers timers = (delayMillis, task) -> vertx.setTimer(delayMillis, id -> task.run());
        this.rounds = new RetentionRounds(
                logs,
                () -> config.get().storage().retentionCheckIntervalMillis(),
                environment.clock(),
                counts,
                timers,
                executors);
        this.budget = new BudgetRounds(
                logs,
                () -> config.get().storage().diskBudget(),
                Volume.of(config.get().storage().directory().toAbsolutePath()),
                space,
                counts,
                timers,
                executors);
    }

    RetentionCounts counts() {
        return counts;
    }

    /** From any thread. */
    void start() {
        context.runOnContext(v -> {
            rounds.start();
            budget.start();
        });
    }

    /** From any thread. */
    void settingsChanged() {
        context.runOnContext(v -> {
            rounds.settingsChanged();
            budget.settingsChanged();
        });
    }

    /** Begins nothing more; on the context. */
    void stop() {
        rounds.stop();
        budget.stop();
    }
}
