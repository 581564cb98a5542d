package io.tailwater.core.partition;

import io.tailwater.core.metrics.BrokerTotals;
import io.tailwater.core.metrics.LoopTotals;
import io.tailwater.core.result.BrokerError;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The partitions of one event loop, and the fetches that wait for them. Event-loop confined.
 *
 * <p>Waiting fetches are told of growth once per turn of the loop, not once per append: producers send several batches in a
 * row, and a consumer that is woken for the first would have to come back for the others.
 */
final class PartitionShard {

    private final LoopTotals totals;
    private final ShardEnvironment environment;
    private final ShardLoop loop;
    private final Consumer<EndOffsetAdvanced> announcer;
    private final ServedTopics topics;
    private final DeadlineWheel deadlines;
    private final Map<PartitionKey, Partition> partitions = new HashMap<>();
    private final Map<PartitionKey, BrokerError> broken = new HashMap<>();
    private final List<Partition> grown = new ArrayList<>();

    /** @param announcer hears of the ends of followed partitions */
    PartitionShard(
            ShardEnvironment environment, ServedTopics topics, ShardLoop loop, Consumer<EndOffsetAdvanced> announcer) {
        this.totals = new LoopTotals(environment.metrics());
        this.environment = environment.withMetrics(totals);
        this.topics = topics;
        this.loop = loop;
        this.announcer = announcer;
        this.deadlines = new DeadlineWheel(loop);
    }

    ShardEnvironment environment() {
        return environment;
    }

    /** What it has done; any thread may ask. */
    BrokerTotals totals() {
        return totals.totals();
    }

    ShardLoop loop() {
        return loop;
    }

    DeadlineWheel deadlines() {
        return deadlines;
    }

    @Nullable
    Partition find(PartitionKey key) {
        return partitions.get(key);
    }

    /** Why a partition is not found. */
    BrokerError missing(PartitionKey key) {
        BrokerError error = broken.get(key);
        return error == null ? topics.missing(key) : error;
    }

    Collection<Partition> partitions() {
        return partitions.values();
    }

    /** How many logs could not be opened, or take no writes since their disk failed. */
    int offline() {
        int offline = broken.size();
        for (Partition partition : partitions.values()) {
            if (partition.isOffline()) {
                offline++;
            }
        }
        return offline;
    }

    void add(Partition partition) {
        partitions.put(partition.key(), partition);
        partition.watchers().onGrowth(() -> grew(partition));
        broken.remove(partition.key());
    }

    void addBroken(PartitionKey key, BrokerError error) {
        broken.put(key, error);
    }

    /** Answers what waits for a partition and forgets it. */
    @Nullable
    Partition remove(PartitionKey key) {
        broken.remove(key);
        Partition partition = partitions.remove(key);
        if (partition != null) {
            partition.release();
            partition.watchers().dismiss();
        }
        return partition;
    }

    /** Answers what waits, after a last flush where appends wait for one; takes no more. */
    Future<Void> close() {
        List<Future<Void>> flushed = new ArrayList<>();
        for (PartitionKey key : List.copyOf(partitions.keySet())) {
            Partition partition = partitions.get(key);
            if (partition != null) {
                flushed.add(partition.drained().onComplete(done -> remove(key)));
            }
        }
        return Future.join(flushed).mapEmpty();
    }

    /** A partition may have grown: whoever watches it is told when the loop has done what it has at hand. */
    private void grew(Partition partition) {
        if (partition.watchers().isEmpty() && !partition.followed()) {
            return;
        }
        if (grown.isEmpty()) {
            loop.execute(this::tellWatchers);
        }
        if (grown.isEmpty() || grown.get(grown.size() - 1) != partition) {
            grown.add(partition);
        }
    }

    private void tellWatchers() {
        List<Partition> told = List.copyOf(grown);
        grown.clear();
        for (Partition partition : told) {
            partition.watchers().tell();
            if (partition.followed()) {
                announcer.accept(new EndOffsetAdvanced(
                        partition.key(), partition.log().startOffset(), partition.highWatermark()));
            }
        }
    }
}
