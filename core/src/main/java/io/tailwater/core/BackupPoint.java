package io.tailwater.core;

import io.tailwater.core.partition.LogExtent;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.partition.PartitionShards;
import io.tailwater.core.partition.PartitionStatus;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.InternalTopics;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.topic.TopicCatalog;
import io.tailwater.spi.LogId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds out where all logs end such that a copy of them up to there is a broker as it may have been after a crash. Stateless.
 *
 * <p>What groups have done with records is looked at before the records, so that no group is ahead of them; what becomes of
 * transactions after them, so that no marker is there which the coordinator would contradict.
 */
final class BackupPoint {

    private BackupPoint() {}

    /** Completes when all of it survives power loss. Partitions that are offline are left out. */
    static Future<List<LogExtent>> take(TopicCatalog topics, PartitionShards partitions) {
        List<LogExtent> extents = new ArrayList<>();
        return add(extents, topics, partitions, topic -> topic.internal() && !isOfTransactions(topic))
                .compose(done -> add(extents, topics, partitions, topic -> !topic.internal()))
                .compose(done -> add(extents, topics, partitions, BackupPoint::isOfTransactions))
                .compose(done -> partitions.checkpoint())
                .map(done -> extents);
    }

    private static boolean isOfTransactions(Topic topic) {
        return topic.name().equals(InternalTopics.TRANSACTIONS);
    }

    private static Future<Void> add(
            List<LogExtent> extents, TopicCatalog topics, PartitionShards partitions, Predicate<Topic> which) {
        List<LogId> ids = new ArrayList<>();
        List<PartitionKey> keys = new ArrayList<>();
        for (Topic topic : topics.all()) {
            for (int i = 0; which.test(topic) && i < topic.partitionCount(); i++) {
                ids.add(new LogId(topic.name(), topic.id(), i));
                keys.add(new PartitionKey(topic.id(), i));
            }
        }
        return partitions
                .statuses(keys)
                .onSuccess(statuses -> {
                    for (int i = 0; i < statuses.size(); i++) {
                        if (statuses.get(i) instanceof Result.Ok<PartitionStatus> ok) {
                            extents.add(new LogExtent(
                                    ids.get(i),
                                    ok.value().logStartOffset(),
                                    ok.value().endOffset()));
                        }
                    }
                })
                .mapEmpty();
    }
}
