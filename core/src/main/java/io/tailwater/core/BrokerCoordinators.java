package io.tailwater.core;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.coordinator.CoordinatorEnvironment;
import io.tailwater.core.coordinator.CoordinatorKind;
import io.tailwater.core.coordinator.Coordinators;
import io.tailwater.core.group.GroupClient;
import io.tailwater.core.group.state.GroupCoordinators;
import io.tailwater.core.group.state.GroupsState;
import io.tailwater.core.topic.InternalTopics;
import io.tailwater.core.topic.TopicCatalog;
import io.tailwater.core.topic.TopicChange;
import io.vertx.core.Future;
import java.util.UUID;
import java.util.function.Supplier;

/** A broker's coordinators, of every kind. Thread-safe. */
final class BrokerCoordinators {

    private final Coordinators<GroupsState> groups;
    private final GroupCoordinators groupClient;

    /** @param ids random ids, for members of groups */
    BrokerCoordinators(BrokerConfig config, CoordinatorEnvironment environment, Supplier<UUID> ids) {
        TopicCatalog topics = environment.topics();
        this.groups = new Coordinators<>(
                new CoordinatorKind<>(
                        InternalTopics.GROUPS,
                        config.groups().partitions(),
                        () -> new GroupsState(config.groups(), name -> topics.find(name), ids)),
                environment);
        this.groupClient = new GroupCoordinators(groups);
    }

    GroupClient groups() {
        return groupClient;
    }

    /** Begins to load what there is from earlier; waits for nothing. */
    void start() {
        groups.start();
    }

    void topicChanged(TopicChange change) {
        groupClient.topicChanged(change);
    }

    /** Answers what waits; the shards are still to be closed. */
    Future<Void> close() {
        return groups.close();
    }
}
