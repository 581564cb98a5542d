package io.tailwater.core.group.state;

import io.tailwater.core.config.GroupsConfig;
import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.group.GroupType;
import io.tailwater.core.group.assign.Assignment;
import io.tailwater.core.group.assign.AssignmentTask;
import io.tailwater.core.group.assign.AssignmentTask.Subscriber;
import io.tailwater.core.group.assign.Assignor;
import io.tailwater.core.group.assign.RangeAssignor;
import io.tailwater.core.group.assign.UniformAssignor;
import io.tailwater.core.group.record.AssignmentFields;
import io.tailwater.core.group.record.ConsumerCurrentValue;
import io.tailwater.core.group.record.EpochValue;
import io.tailwater.core.group.record.ModernKey;
import io.tailwater.core.group.record.TargetEpochValue;
import io.tailwater.core.topic.Topic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a consumer group gets from one epoch to the next: something changes and its epoch rises, the broker assigns for that epoch,
 * and each member is led there by its own heartbeats. Confined to its coordinator's event loop.
 */
final class ConsumerAssignments {

    /** How often a heartbeat looks whether topics have changed, though nobody said so. */
    static final long REFRESH_MILLIS = 10 * 60 * 1000;

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerAssignments.class);

    private final Supplier<GroupsConfig> config;
    private final Map<String, Assignor> assignors = new HashMap<>();
    private final GroupTimes times;
    private final KnownTopics topics;

    ConsumerAssignments(GroupsEnvironment environment, GroupTimes times) {
        this.config = environment.config();
        this.times = times;
        this.topics = environment.topics();
        for (Assignor assignor : List.of(new UniformAssignor(), new RangeAssignor())) {
            assignors.put(assignor.name(), assignor);
        }
    }

    /** The way that most members ask for; the first there is when nobody does. */
    String assignorOf(ConsumerGroup group) {
        List<String> assignorNames = config.get().consumer().assignors();
        Map<String, Integer> votes = new HashMap<>();
        for (ConsumerMember member : group.members()) {
            String assignor = member.said().assignor();
            if (assignor != null) {
                votes.merge(assignor, 1, Integer::sum);
            }
        }
        String preferred = assignorNames.get(0);
        for (String name : assignorNames) {
            if (votes.getOrDefault(name, 0) > votes.getOrDefault(preferred, 0)) {
                preferred = name;
            }
        }
        return preferred;
    }

    /** Begins the next epoch when something has changed, or when the subscribed topics turn out to have. */
    void refresh(ConsumerGroup group, boolean changed, CoordinatorOutput output) {
        if (!changed && output.nowMillis() < group.refreshMillis()) {
            return;
        }
        long hash = TopicHash.of(group.subscribedTopics(), topics);
        if (changed || hash != group.metadataHash()) {
            beginEpoch(group, hash, output);
        }
        group.setRefreshMillis(output.nowMillis() + REFRESH_MILLIS);
    }

    /** Begins the next epoch since members are gone. */
    void beginEpoch(ConsumerGroup group, CoordinatorOutput output) {
        beginEpoch(group, TopicHash.of(group.subscribedTopics(), topics), output);
    }

    private static void beginEpoch(ConsumerGroup group, long metadataHash, CoordinatorOutput output) {
        // As with Kafka a group begins with 1 when nobody subscribes to anything, and with 2 otherwise.
        boolean firstWithTopics =
                group.epoch() == 0 && !group.subscribedTopics().isEmpty();
        int epoch = firstWithTopics ? 2 : group.epoch() + 1;
        output.append(CoordinatorRecord.of(
                new ModernKey.Epoch(GroupType.CONSUMER, group.groupId()).encode(),
                new EpochValue(epoch, metadataHash).encode(GroupType.CONSUMER)));
        LOG.atDebug().addKeyValue("group", group.groupId()).log("Epoch {} begins", epoch);
    }

    /** Assigns for the group's epoch, unless that was done or was done for another one just now. */
    void assign(ConsumerGroup group, CoordinatorOutput output) {
        if (group.epoch() <= group.assignmentEpoch() || isTooEarly(group, output.nowMillis())) {
            return;
        }
        Assignor assignor = assignors.get(assignorOf(group));
        Map<String, Assignment> assigned = assignor == null ? Map.of() : assignor.assign(task(group));
        for (ConsumerMember member : group.members()) {
            Assignment target = assigned.getOrDefault(member.memberId(), Assignment.NONE);
            if (!target.equals(group.target(member.memberId()))) {
                output.append(CoordinatorRecord.of(
                        new ModernKey.Target(GroupType.CONSUMER, group.groupId(), member.memberId()).encode(),
                        AssignmentFields.encode(target)));
            }
        }
        output.append(CoordinatorRecord.of(
                new ModernKey.TargetEpoch(GroupType.CONSUMER, group.groupId()).encode(),
                new TargetEpochValue(group.epoch(), output.nowMillis()).encode()));
    }

    private boolean isTooEarly(ConsumerGroup group, long nowMillis) {
        int interval = times.assignmentIntervalMillis(group.groupId());
        return group.assignedMillis() != 0 && interval != 0 && nowMillis < group.assignedMillis() + interval;
    }

    private AssignmentTask task(ConsumerGroup group) {
        List<ConsumerMember> members = new ArrayList<>(group.members());
        members.sort(Comparator.comparing(ConsumerMember::memberId));
        Map<UUID, Integer> partitionCounts = new HashMap<>();
        Map<Set<String>, Set<UUID>> idsOf = new HashMap<>();
        List<Subscriber> subscribers = new ArrayList<>(members.size());
        for (ConsumerMember member : members) {
            Set<UUID> ids = idsOf.computeIfAbsent(group.subscribedTopics(member), names -> ids(names, partitionCounts));
            subscribers.add(new Subscriber(member.memberId(), ids, group.target(member.memberId())));
        }
        return new AssignmentTask(subscribers, partitionCounts, idsOf.size() <= 1);
    }

    private Set<UUID> ids(Set<String> names, Map<UUID, Integer> partitionCounts) {
        Set<UUID> ids = new HashSet<>();
        for (String name : names) {
            Topic topic = topics.find(name);
            if (topic != null) {
                ids.add(topic.id());
                partitionCounts.put(topic.id(), topic.partitionCount());
            }
        }
        return ids;
    }

    /**
     * Takes a member a step on.
     *
     * @param owned what it says it has; null when it does not say
     * @param subscriptionChanged whether it subscribes to something else than before
     * @return the member as it is now
     */
    ConsumerMember reconcile(
            ConsumerGroup group,
            ConsumerMember member,
            @Nullable Assignment owned,
            boolean subscriptionChanged,
            CoordinatorOutput output) {
        if (!subscriptionChanged && member.isReconciledTo(group.assignmentEpoch())) {
            return member;
        }
        Set<UUID> subscribed = ids(group.subscribedTopics(member), new HashMap<>());
        ConsumerCurrentValue next = new Reconciliation(member, subscribed, group.owners(), owned)
                .next(group.assignmentEpoch(), group.target(member.memberId()), subscriptionChanged);
        if (next.equals(member.current())) {
            return member;
        }
        output.append(CoordinatorRecord.of(
                new ModernKey.Current(GroupType.CONSUMER, group.groupId(), member.memberId()).encode(), next.encode()));
        return member.withCurrent(next);
    }
}
