package io.tailwater.core.partition;

import io.tailwater.core.config.ProducersConfig;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.worker.Promised;
import io.tailwater.spi.LogId;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.RecoveryReport;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens the logs of partitions for one shard. Event-loop confined to the shard's. */
final class Adoption {

    /** What opening gave. */
    private record Opened(PartitionLog log, PartitionState state) {}

    private final PartitionShard shard;
    private final Topic topic;

    Adoption(PartitionShard shard, Topic topic) {
        this.shard = shard;
        this.topic = topic;
    }

    /**
     * Opens all of them at once; the storage and the worker bound how many are done at a time. Asking for ten thousand takes
     * its time, too, so a worker does that.
     */
    Future<List<AdoptedPartition>> adopt(List<Integer> partitions) {
        List<Promise<AdoptedPartition>> adopted = new ArrayList<>();
        for (int i = 0; i < partitions.size(); i++) {
            adopted.add(Promise.promise());
        }
        shard.environment().worker().execute(() -> {
            for (int i = 0; i < adopted.size(); i++) {
                adopt(partitions.get(i), adopted.get(i));
            }
        });
        return Future.join(adopted.stream().map(Promise::future).toList()).map(all -> all.<AdoptedPartition>list());
    }

    private void adopt(int partition, Promise<AdoptedPartition> adopted) {
        PartitionKey key = new PartitionKey(topic.id(), partition);
        LogId id = new LogId(topic.name(), topic.id(), partition);
        Stages.futureOf(() -> shard.environment().storage().open(id, Partition.logOptions(id, topic.config())))
                .thenApplyAsync(this::load, shard.environment().worker())
                .whenCompleteAsync((opened, thrown) -> adopted.complete(served(key, id, opened, thrown)), shard.loop());
    }

    private Opened load(PartitionLog log) {
        if (topic.config().readDurableOnly()) {
            // After a crash the log does not say that what it holds was forced, and readers may have seen all of it.
            log.flush().toCompletableFuture().join();
        }
        ProducersConfig producers = shard.environment().producers();
        return new Opened(
                log,
                PartitionState.load(
                        log,
                        shard.environment().steady().millis(),
                        producers.expirationMillis(),
                        producers.maxPerPartition()));
    }

    private AdoptedPartition served(PartitionKey key, LogId id, @Nullable Opened opened, @Nullable Throwable thrown) {
        if (opened == null) {
            Throwable failure = thrown == null ? new IllegalStateException("no log was opened") : thrown;
            BrokerError error = new StorageTrouble(id).met(failure);
            shard.addBroken(key, error);
            return new AdoptedPartition(key.partition(), null, Promised.unwrapped(failure));
        }
        RecoveryReport recovery = opened.log.recovery();
        shard.add(new Partition(key, opened.log, topic.config(), opened.state, shard.environment(), shard.loop()));
        return new AdoptedPartition(key.partition(), recovery, null);
    }
}
