package io.tailwater.core.partition;

import io.tailwater.core.config.ProducersConfig;
import io.tailwater.core.integrity.IntegrityRegister;
import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.core.record.RecordFormat;
import io.tailwater.core.retention.SpaceGate;
import io.tailwater.spi.LogStorage;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * What shards are given.
 *
 * @param shards how many, 1 or more; best one per event loop
 * @param storage where the logs are; opened and closed by the caller
 * @param recordFormat looks into batches
 * @param producers what is remembered of producers and how closely their batches are looked at
 * @param leaderEpoch this broker's epoch as leader of every partition, 0 or more
 * @param clock the time of day, for stamping batches
 * @param steady a time that never jumps, for forgetting producers
 * @param metrics what is counted
 * @param integrity is told of damaged batches
 * @param gate asked before a transaction's first records are written to a partition
 * @param space whether clients may append, as far as the disk budget goes
 * @param worker runs what may block or takes long: checks of large batches, look-ups by time, opening; not the threads the
 *     storage itself works with, for which it may have to wait
 */
public record ShardEnvironment(
        int shards,
        LogStorage storage,
        RecordFormat recordFormat,
        ProducersConfig producers,
        int leaderEpoch,
        InstantSource clock,
        InstantSource steady,
        BrokerMetrics metrics,
        IntegrityRegister integrity,
        TransactionGate gate,
        SpaceGate space,
        Executor worker) {

    /** The same, counted by somebody else. */
    ShardEnvironment withMetrics(BrokerMetrics counting) {
        return new ShardEnvironment(
                shards,
                storage,
                recordFormat,
                producers,
                leaderEpoch,
                clock,
                steady,
                counting,
                integrity,
                gate,
                space,
                worker);
    }

    public ShardEnvironment {
        if (shards < 1) {
            throw new IllegalArgumentException("at least one shard is needed, not " + shards);
        }
    }
}
