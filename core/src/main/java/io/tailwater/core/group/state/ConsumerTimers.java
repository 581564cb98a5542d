package io.tailwater.core.group.state;

import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.Deadlines;
import io.tailwater.core.coordinator.Deadlines.Deadline;
import io.tailwater.core.group.record.ConsumerMemberValue.ClassicPart;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The times that members of consumer groups have to keep. Confined to its coordinator's event loop. */
final class ConsumerTimers {

    /** What happens to a member whose time is over. */
    @FunctionalInterface
    interface AtEnd {

        void fence(ConsumerGroup group, List<ConsumerMember> members, CoordinatorOutput output);
    }

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerTimers.class);

    private final HeldGroups groups;
    private final GroupTimes times;
    private final Deadlines deadlines;
    private final AtEnd atEnd;

    ConsumerTimers(HeldGroups groups, GroupTimes times, Deadlines deadlines, AtEnd atEnd) {
        this.groups = groups;
        this.times = times;
        this.deadlines = deadlines;
        this.atEnd = atEnd;
    }

    /** A member is heard of: its session begins anew. */
    void heard(ConsumerGroup group, ConsumerMember member, CoordinatorOutput output) {
        ClassicPart classic = member.said().classic();
        int timeout = classic == null ? times.sessionTimeoutMillis(group.groupId()) : classic.sessionTimeoutMillis();
        begin(MemberTimers.Kind.SESSION, group, member, timeout, output);
    }

    /** A member that is to give partitions up has its rebalance time-out to do so; one that is not has time. */
    void reconciled(ConsumerGroup group, ConsumerMember member, CoordinatorOutput output) {
        if (member.isRevoking() && !member.isClassic()) {
            begin(MemberTimers.Kind.REVOCATION, group, member, member.said().rebalanceTimeoutMillis(), output);
        } else {
            group.timers(member.memberId()).cancel(MemberTimers.Kind.REVOCATION, deadlines);
        }
    }

    /** A member that speaks the classic protocol is told to join again; the first time counts. */
    void toldToJoin(ConsumerGroup group, ConsumerMember member, CoordinatorOutput output) {
        if (!group.timers(member.memberId()).isRunning(MemberTimers.Kind.JOIN)) {
            begin(MemberTimers.Kind.JOIN, group, member, member.said().rebalanceTimeoutMillis(), output);
        }
    }

    /** A member that speaks the classic protocol has joined, and is to ask for its assignment. */
    void joined(ConsumerGroup group, ConsumerMember member, CoordinatorOutput output) {
        group.timers(member.memberId()).cancel(MemberTimers.Kind.JOIN, deadlines);
        begin(MemberTimers.Kind.SYNC, group, member, member.said().rebalanceTimeoutMillis(), output);
    }

    /** A member that speaks the classic protocol has its assignment. */
    void synced(ConsumerGroup group, ConsumerMember member) {
        group.timers(member.memberId()).cancel(MemberTimers.Kind.SYNC, deadlines);
    }

    private void begin(
            MemberTimers.Kind kind, ConsumerGroup group, ConsumerMember member, int millis, CoordinatorOutput output) {
        String groupId = group.groupId();
        String memberId = member.memberId();
        Deadline deadline = group.timers(memberId)
                .deadline(kind, () -> new Deadline(later -> isOver(kind, groupId, memberId, later)));
        deadlines.set(deadline, output.nowMillis() + millis);
    }

    private void isOver(MemberTimers.Kind kind, String groupId, String memberId, CoordinatorOutput output) {
        HeldGroup held = groups.find(groupId);
        ConsumerGroup group = held == null ? null : held.consumer();
        ConsumerMember member = group == null ? null : group.find(memberId);
        if (group != null && member != null) {
            LOG.atDebug().addKeyValue("group", groupId).log("Member {} is out, its time is over: {}", memberId, kind);
            atEnd.fence(group, List.of(member), output);
        }
    }

    /** A member is gone. */
    void gone(ConsumerGroup group, String memberId) {
        MemberTimers timers = group.takeTimers(memberId);
        if (timers != null) {
            timers.cancelAll(deadlines);
        }
    }
}
