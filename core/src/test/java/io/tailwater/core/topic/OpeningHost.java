package io.tailwater.core.topic;

import io.tailwater.core.partition.PartitionKey;
import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.LogStorage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Opens logs as shards do, and notes what it serves; answers on the context it was made for, as they do. Thread-safe. */
final class OpeningHost implements PartitionHost {

    private final Context context;
    private final LogStorage storage;
    private final boolean compacts;
    private final Set<PartitionKey> served = ConcurrentHashMap.newKeySet();
    private final List<Topic> reconfigured = new ArrayList<>();

    OpeningHost(Context context, LogStorage storage, boolean compacts) {
        this.context = context;
        this.storage = storage;
        this.compacts = compacts;
    }

    Set<PartitionKey> served() {
        return Set.copyOf(served);
    }

    synchronized List<Topic> reconfigured() {
        return List.copyOf(reconfigured);
    }

    @Override
    public Future<List<Adopted>> adopt(Topic topic, int fromPartition, int toPartition) {
        List<Future<Adopted>> adopted = new ArrayList<>();
        for (int p = fromPartition; p < toPartition; p++) {
            int partition = p;
            adopted.add(Future.fromCompletionStage(
                            storage.open(new LogId(topic.name(), topic.id(), partition), LogOptions.DEFAULTS), context)
                    .map(log -> {
                        served.add(new PartitionKey(topic.id(), partition));
                        return new Adopted(partition, log.recovery(), null);
                    })
                    .otherwise(cause -> new Adopted(partition, null, cause)));
        }
        return Future.join(adopted).map(all -> all.list());
    }

    @Override
    public Future<Void> release(Topic topic) {
        served.removeIf(key -> key.topicId().equals(topic.id()));
        return Future.succeededFuture();
    }

    @Override
    public boolean compacts() {
        return compacts;
    }

    @Override
    public synchronized Future<Void> reconfigure(Topic topic) {
        reconfigured.add(topic);
        return Future.succeededFuture();
    }
}
