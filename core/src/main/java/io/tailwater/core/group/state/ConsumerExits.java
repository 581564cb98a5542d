package io.tailwater.core.group.state;

import io.tailwater.core.config.GroupsConfig;
import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.coordinator.Deadlines;
import io.tailwater.core.group.GroupType;
import io.tailwater.core.group.assign.Assignment;
import io.tailwater.core.group.record.AssignmentFields;
import io.tailwater.core.group.record.ConsumerCurrentValue;
import io.tailwater.core.group.record.ConsumerMemberValue;
import io.tailwater.core.group.record.ModernKey;
import java.util.List;
import java.util.function.Supplier;

/** Members of consumer groups that go, or in whose place others come. Confined to its coordinator's event loop. */
final class ConsumerExits {

    private final Supplier<GroupsConfig> config;
    private final ConsumerAssignments assignments;
    private final Migration migration;
    private final ConsumerTimers timers;

    ConsumerExits(
            Supplier<GroupsConfig> config,
            HeldGroups groups,
            GroupTimes times,
            Deadlines deadlines,
            ConsumerAssignments assignments,
            Migration migration) {
        this.config = config;
        this.assignments = assignments;
        this.migration = migration;
        this.timers = new ConsumerTimers(groups, times, deadlines, this::fence);
    }

    /** The times whose end puts members out. */
    ConsumerTimers timers() {
        return timers;
    }

    /** Takes members out; if all that are left speak the classic protocol the group becomes a classic one. */
    void fence(ConsumerGroup group, List<ConsumerMember> members, CoordinatorOutput output) {
        if (members.isEmpty()) {
            return;
        }
        boolean downgrades = isDowngradedWithout(group, members);
        for (ConsumerMember member : members) {
            remove(group, member, output);
            dropExpression(group, member.expression(), output);
        }
        if (downgrades) {
            downgrade(group, true, output);
        } else {
            assignments.beginEpoch(group, output);
        }
    }

    /** Takes what the log has of a member out of it. */
    private void remove(ConsumerGroup group, ConsumerMember member, CoordinatorOutput output) {
        String memberId = member.memberId();
        timers.gone(group, memberId);
        GroupType type = GroupType.CONSUMER;
        output.append(CoordinatorRecord.tombstone(new ModernKey.Current(type, group.groupId(), memberId).encode()));
        output.append(CoordinatorRecord.tombstone(new ModernKey.Target(type, group.groupId(), memberId).encode()));
        output.append(CoordinatorRecord.tombstone(new ModernKey.Member(type, group.groupId(), memberId).encode()));
    }

    /** Forgets what a regular expression stands for when nobody subscribes with it any more. */
    void dropExpression(ConsumerGroup group, String expression, CoordinatorOutput output) {
        if (group.expressions().containsKey(expression)
                && !group.expressionSubscribers().containsKey(expression)) {
            output.append(CoordinatorRecord.tombstone(new ModernKey.Expression(group.groupId(), expression).encode()));
        }
    }

    /** An instance is back under another id: it takes over what the one before had; nobody else notices. */
    ConsumerMember replace(ConsumerGroup group, ConsumerMember before, String memberId, CoordinatorOutput output) {
        Assignment target = group.target(before.memberId());
        ConsumerCurrentValue had = before.current();
        ConsumerMember member = new ConsumerMember(
                memberId, before.said(), new ConsumerCurrentValue(0, 0, had.state(), had.assigned(), had.revoking()));
        remove(group, before, output);
        writeMember(group, memberId, member.said(), output);
        GroupType type = GroupType.CONSUMER;
        output.append(CoordinatorRecord.of(
                new ModernKey.Target(type, group.groupId(), memberId).encode(), AssignmentFields.encode(target)));
        output.append(CoordinatorRecord.of(
                new ModernKey.Current(type, group.groupId(), memberId).encode(),
                member.current().encode()));
        return member;
    }

    /** Writes what a member said of itself. */
    static void writeMember(ConsumerGroup group, String memberId, ConsumerMemberValue said, CoordinatorOutput output) {
        output.append(CoordinatorRecord.of(
                new ModernKey.Member(GroupType.CONSUMER, group.groupId(), memberId).encode(), said.encode()));
    }

    private boolean isDowngradedWithout(ConsumerGroup group, List<ConsumerMember> members) {
        long modern = members.stream().filter(member -> !member.isClassic()).count();
        int left = group.size() - members.size();
        return modern == group.size() - group.classicMembers() && modern > 0 && left > 0 && mayDowngrade(left);
    }

    /** Whether a group whose last member of the new protocol was replaced by one of the classic protocol is a classic one now. */
    boolean isDowngradedBy(ConsumerGroup group, ConsumerMember replaced) {
        return !replaced.isClassic() && group.classicMembers() == group.size() && mayDowngrade(group.size());
    }

    private boolean mayDowngrade(int size) {
        return config.get().consumer().migration().downgrades()
                && size <= config.get().maxSize();
    }

    /** Makes a consumer group a classic one, and has it rebalance if something changes for its members. */
    void downgrade(ConsumerGroup group, boolean rebalance, CoordinatorOutput output) {
        group.members().forEach(member -> timers.gone(group, member.memberId()));
        migration.toClassic(group, rebalance, output);
    }
}
