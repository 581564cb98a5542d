package io.tailwater.core;

import io.tailwater.core.coordinator.Coordinators;
import io.tailwater.core.group.state.GroupsState;
import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.InternalTopics;
import io.tailwater.core.topic.TopicCatalog;
import io.tailwater.core.transaction.PartitionName;
import io.tailwater.core.transaction.state.OffsetsPart;
import io.vertx.core.Future;

/** The offsets of groups as a part of transactions. Thread-safe. */
record GroupOffsetsPart(TopicCatalog topics, Coordinators<GroupsState> groups) implements OffsetsPart {

    @Override
    public Future<Result<PartitionName>> partitionOf(String groupId) {
        return groups.prepare()
                .map(result -> result.map(topic -> new PartitionName(
                        InternalTopics.GROUPS, Coordinators.partitionOf(groupId, topic.partitionCount()))));
    }

    @Override
    public boolean has(PartitionName partition) {
        return partition.topic().equals(InternalTopics.GROUPS) && topics.find(InternalTopics.GROUPS) != null;
    }

    @Override
    public Future<Result<Done>> end(PartitionName partition, TransactionMarker marker) {
        return groups.ask(partition.partition(), (state, reply, output) -> state.endTransaction(marker, reply, output));
    }
}
