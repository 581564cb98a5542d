package io.tailwater.core;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.coordinator.CoordinatorEnvironment;
import io.tailwater.core.coordinator.CoordinatorKind;
import io.tailwater.core.coordinator.Coordinators;
import io.tailwater.core.group.GroupClient;
import io.tailwater.core.group.state.GroupCoordinators;
import io.tailwater.core.group.state.GroupOverrides;
import io.tailwater.core.group.state.GroupsEnvironment;
import io.tailwater.core.group.state.GroupsState;
import io.tailwater.core.group.state.ShareRules;
import io.tailwater.core.group.state.TopicExpressions;
import io.tailwater.core.producer.ProducerIds;
import io.tailwater.core.result.Done;
import io.tailwater.core.security.VisibleTopics;
import io.tailwater.core.share.ShareClient;
import io.tailwater.core.share.ShareSettings;
import io.tailwater.core.share.state.ShareCoordinators;
import io.tailwater.core.topic.InternalTopics;
import io.tailwater.core.topic.TopicCatalog;
import io.tailwater.core.topic.TopicChange;
import io.tailwater.core.transaction.state.TransactionCoordinators;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A broker's coordinators, of every kind. Thread-safe. */
final class BrokerCoordinators {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerCoordinators.class);

    private final TopicCatalog topics;
    private final Executor worker;
    private final Coordinators<GroupsState> groups;
    private final GroupCoordinators groupClient;
    private final ShareCoordinators shares;
    private final TransactionCoordinators transactions;

    /**
     * Makes them; none runs yet.
     *
     * @param config as it is whenever it is asked
     * @param overrides settings of single groups
     * @param shareSettings what share groups go by
     * @param ids random ids, for members of groups
     * @param producerIds ids for producers
     * @param leaderEpoch stands in transactions' markers
     */
    BrokerCoordinators(
            Supplier<BrokerConfig> config,
            GroupOverrides overrides,
            CoordinatorEnvironment environment,
            Function<String, ShareSettings> shareSettings,
            Supplier<UUID> ids,
            ProducerIds producerIds,
            int leaderEpoch) {
        TopicCatalog topics = environment.topics();
        CatalogTopics known = new CatalogTopics(topics);
        this.topics = topics;
        this.worker = environment.worker();
        GroupsEnvironment groupsEnvironment =
                new GroupsEnvironment(() -> config.get().groups(), overrides, known, this::matchExpressions, ids);
        this.groups = new Coordinators<>(
                new CoordinatorKind<>(
                        InternalTopics.GROUPS,
                        config.get().groups().partitions(),
                        () -> new GroupsState(
                                groupsEnvironment,
                                new ShareRules(() -> config.get().shareGroups().maxSize(), shareSettings))),
                environment);
        this.groupClient = new GroupCoordinators(groups);
        this.shares = new ShareCoordinators(
                config.get().shareGroups().partitions(),
                config.get().shareGroups().maxBytes(),
                environment,
                shareSettings,
                leaderEpoch);
        this.transactions = new TransactionCoordinators(
                () -> config.get().transactions(),
                environment,
                new GroupOffsetsPart(topics, groups),
                producerIds,
                leaderEpoch);
    }

    /** Matching takes as long as there are topics: it is nothing for a loop. */
    private void matchExpressions(String groupId, Set<String> expressions, VisibleTopics visible) {
        worker.execute(() -> {
            try {
                Map<String, SortedSet<String>> matched =
                        TopicExpressions.match(expressions, topics.all(), visible::has);
                groups.<Done>ask(
                        groupId, (state, reply, output) -> state.expressionsMatched(groupId, matched, reply, output));
            } catch (RuntimeException e) {
                LOG.atError().addKeyValue("group", groupId).setCause(e).log("Regular expressions cannot be matched");
            }
        });
    }

    GroupClient groups() {
        return groupClient;
    }

    ShareClient shares() {
        return shares;
    }

    TransactionCoordinators transactions() {
        return transactions;
    }

    /** Begins to load what there is from earlier; waits for nothing. */
    void start() {
        groups.start();
        shares.start();
        transactions.start();
    }

    void configChanged() {
        groupClient.configChanged();
        transactions.configChanged();
    }

    void topicChanged(TopicChange change) {
        groupClient.topicChanged(change);
        shares.topicChanged(change);
    }

    /** Answers what waits; the shards are still to be closed. */
    Future<Void> close() {
        return transactions.close().transform(closed -> groups.close()).transform(closed -> shares.close());
    }
}
