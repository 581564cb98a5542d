package io.tailwater.core.group.state;

import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.coordinator.Deadlines;
import io.tailwater.core.coordinator.Footprint;
import io.tailwater.core.coordinator.Reply;
import io.tailwater.core.group.DescribedConsumerGroup;
import io.tailwater.core.group.GroupType;
import io.tailwater.core.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/** All that is about consumer groups (KIP-848), wired. Confined to its coordinator's event loop. */
final class ConsumerGroups {

    private final HeldGroups groups;
    private final ConsumerParts parts;
    private final ConsumerHeartbeats heartbeats;
    private final ClassicRequests classicRequests;

    ConsumerGroups(
            GroupsEnvironment environment,
            HeldGroups groups,
            Footprint footprint,
            Deadlines deadlines,
            Rebalances rebalances) {
        this.groups = groups;
        GroupTimes times = new GroupTimes(environment.config(), environment.overrides());
        ConsumerAssignments assignments = new ConsumerAssignments(environment, times);
        Migration migration = new Migration(environment, rebalances, groups, deadlines);
        ConsumerExits exits = new ConsumerExits(environment.config(), groups, times, deadlines, assignments, migration);
        this.parts = new ConsumerParts(
                groups,
                times,
                new ConsumerAdmission(environment.config(), footprint, migration),
                assignments,
                exits,
                new Subscriptions(environment, assignments, exits),
                migration);
        this.heartbeats = new ConsumerHeartbeats(parts, environment.chance());
        this.classicRequests = new ClassicRequests(parts, environment);
    }

    ConsumerHeartbeats heartbeats() {
        return heartbeats;
    }

    ClassicRequests classicRequests() {
        return classicRequests;
    }

    /** The log was read: sessions begin anew, and nobody knows which topics came since. */
    void loaded(CoordinatorOutput output) {
        parts.subscriptions().topicsChanged(output.nowMillis());
        for (HeldGroup held : groups.all()) {
            ConsumerGroup group = held.consumer();
            if (group != null) {
                for (ConsumerMember member : group.members()) {
                    parts.exits().timers().heard(group, member, output);
                    parts.exits().timers().reconciled(group, member, output);
                }
            }
        }
    }

    /** A topic came, grew or went: groups that subscribe to it look at it with the next heartbeat. */
    void topicChanged(Topic topic, CoordinatorOutput output) {
        parts.subscriptions().topicsChanged(output.nowMillis());
        for (HeldGroup held : groups.all()) {
            ConsumerGroup group = held.consumer();
            if (group != null && group.mayRead(topic.name())) {
                group.setRefreshMillis(0);
            }
        }
    }

    /** Regular expressions of a group were matched. */
    void expressionsMatched(String groupId, Map<String, SortedSet<String>> topicsOf, CoordinatorOutput output) {
        HeldGroup held = groups.find(groupId);
        ConsumerGroup group = held == null ? null : held.consumer();
        if (group != null && group.size() > 0) {
            parts.subscriptions().matched(group, topicsOf, output);
        }
    }

    /** A group that nobody is in makes room for a classic one; its offsets stay. */
    void dropIfEmpty(String groupId, CoordinatorOutput output) {
        HeldGroup held = groups.find(groupId);
        ConsumerGroup group = held == null ? null : held.consumer();
        if (group != null && group.size() == 0) {
            List<CoordinatorRecord> records = new ArrayList<>();
            group.addTombstones(records);
            records.forEach(output::append);
            groups.findOrMake(groupId, GroupType.CLASSIC);
        }
    }

    void describe(String groupId, Reply<DescribedConsumerGroup> reply, CoordinatorOutput output) {
        HeldGroup held = groups.find(groupId);
        ConsumerGroup group = held == null ? null : held.consumer();
        if (group == null) {
            output.refuse(
                    reply,
                    held == null
                            ? Administration.notFound(groupId)
                            : Administration.notOfType(groupId, GroupType.CONSUMER));
        } else {
            output.answer(reply, describe(group));
        }
    }

    private DescribedConsumerGroup describe(ConsumerGroup group) {
        List<DescribedConsumerGroup.Member> members = group.members().stream()
                .map(member -> new DescribedConsumerGroup.Member(
                        member.memberId(),
                        member.instanceId(),
                        member.rackId(),
                        member.epoch(),
                        member.said().clientId(),
                        member.said().clientHost(),
                        member.topics(),
                        member.expression(),
                        member.assigned().plus(member.revoking()),
                        group.target(member.memberId()),
                        member.isClassic()))
                .toList();
        return new DescribedConsumerGroup(
                group.groupId(),
                group.state(),
                group.epoch(),
                group.assignmentEpoch(),
                parts.assignments().assignorOf(group),
                members);
    }
}
