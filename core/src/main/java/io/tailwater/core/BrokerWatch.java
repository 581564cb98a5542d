package io.tailwater.core;

import io.tailwater.core.health.Health;
import io.tailwater.core.health.LoopPulses;
import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.core.partition.PartitionShards;
import io.tailwater.core.telemetry.Telemetry;
import io.vertx.core.Vertx;
import java.util.concurrent.Executor;

/** What is known of how the broker does. Immutable. */
record BrokerWatch(Health health, BrokerTelemetry telemetry) {

    /**
     * Begins to watch.
     *
     * @param counting whether there are metrics to be asked for
     * @param parts what health looks at
     * @param worker runs what waits for a disk or takes long
     */
    static BrokerWatch begin(
            Vertx vertx,
            Telemetry telemetry,
            boolean counting,
            PartitionShards shards,
            Health.Parts parts,
            Executor worker) {
        return new BrokerWatch(
                new Health(vertx, parts, worker, System::nanoTime),
                new BrokerTelemetry(telemetry, counting, shards.retained(), parts.volume(), worker));
    }

    /** From now on each event loop says once a second that it turns. */
    static LoopPulses pulses(Vertx vertx, PartitionShards shards, BrokerMetrics metrics) {
        LoopPulses pulses = new LoopPulses(shards.loops(), metrics, System::nanoTime);
        shards.onEachLoop(loop -> awaitBeat(vertx, pulses, loop));
        return pulses;
    }

    /** A timer of its own each time: one that is late is not to be followed by a hasty one. Ends with the shard's deployment. */
    private static void awaitBeat(Vertx vertx, LoopPulses pulses, int loop) {
        vertx.setTimer(LoopPulses.INTERVAL_MILLIS, timer -> {
            pulses.beat(loop);
            awaitBeat(vertx, pulses, loop);
        });
    }
}
