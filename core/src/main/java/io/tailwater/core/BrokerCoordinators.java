package io.tailwater.core;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.coordinator.CoordinatorEnvironment;
import io.tailwater.core.coordinator.CoordinatorKind;
import io.tailwater.core.coordinator.Coordinators;
import io.tailwater.core.group.GroupClient;
import io.tailwater.core.group.state.GroupCoordinators;
import io.tailwater.core.group.state.GroupsState;
import io.tailwater.core.producer.ProducerIds;
import io.tailwater.core.topic.InternalTopics;
import io.tailwater.core.topic.TopicCatalog;
import io.tailwater.core.topic.TopicChange;
import io.tailwater.core.transaction.state.TransactionCoordinators;
import io.vertx.core.Future;
import java.util.UUID;
import java.util.function.Supplier;

/** A broker's coordinators, of every kind. Thread-safe. */
final class BrokerCoordinators {

    private final Coordinators<GroupsState> groups;
    private final GroupCoordinators groupClient;
    private final TransactionCoordinators transactions;

    /**
     * Makes them; none runs yet.
     *
     * @param config as it is whenever it is asked
     * @param ids random ids, for members of groups
     * @param producerIds ids for producers
     * @param leaderEpoch stands in transactions' markers
     */
    BrokerCoordinators(
            Supplier<BrokerConfig> config,
            CoordinatorEnvironment environment,
            Supplier<UUID> ids,
            ProducerIds producerIds,
            int leaderEpoch) {
        TopicCatalog topics = environment.topics();
        this.groups = new Coordinators<>(
                new CoordinatorKind<>(
                        InternalTopics.GROUPS,
                        config.get().groups().partitions(),
                        () -> new GroupsState(() -> config.get().groups(), new CatalogTopics(topics), ids)),
                environment);
        this.groupClient = new GroupCoordinators(groups);
        this.transactions = new TransactionCoordinators(
                () -> config.get().transactions(),
                environment,
                new GroupOffsetsPart(topics, groups),
                producerIds,
                leaderEpoch);
    }

    GroupClient groups() {
        return groupClient;
    }

    TransactionCoordinators transactions() {
        return transactions;
    }

    /** Begins to load what there is from earlier; waits for nothing. */
    void start() {
        groups.start();
        transactions.start();
    }

    void configChanged() {
        groupClient.configChanged();
        transactions.configChanged();
    }

    void topicChanged(TopicChange change) {
        groupClient.topicChanged(change);
    }

    /** Answers what waits; the shards are still to be closed. */
    Future<Void> close() {
        return transactions.close().transform(closed -> groups.close());
    }
}
