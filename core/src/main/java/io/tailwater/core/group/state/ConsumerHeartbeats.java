package io.tailwater.core.group.state;

import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.coordinator.Reply;
import io.tailwater.core.group.ConsumerHeartbeat;
import io.tailwater.core.group.ConsumerHeartbeatAnswer;
import io.tailwater.core.group.GroupType;
import io.tailwater.core.group.assign.OwnedPartitions;
import io.tailwater.core.group.record.ConsumerCurrentValue;
import io.tailwater.core.group.record.ConsumerMemberValue;
import io.tailwater.core.group.record.ModernKey;
import io.tailwater.core.result.BrokerError;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Members of consumer groups that join, report and leave. Confined to its coordinator's event loop. */
final class ConsumerHeartbeats {

    private final HeldGroups groups;
    private final GroupTimes times;
    private final Supplier<UUID> chance;
    private final ConsumerAdmission admission;
    private final ConsumerAssignments assignments;
    private final ConsumerExits exits;
    private final Subscriptions subscriptions;
    private final Migration migration;

    ConsumerHeartbeats(ConsumerParts parts, Supplier<UUID> chance) {
        this.groups = parts.groups();
        this.times = parts.times();
        this.chance = chance;
        this.admission = parts.admission();
        this.assignments = parts.assignments();
        this.exits = parts.exits();
        this.subscriptions = parts.subscriptions();
        this.migration = parts.migration();
    }

    void heartbeat(ConsumerHeartbeat request, Reply<ConsumerHeartbeatAnswer> reply, CoordinatorOutput output) {
        BrokerError refusal = admission.refusal(request);
        if (refusal != null) {
            output.refuse(reply, refusal);
        } else if (request.memberEpoch() < ConsumerHeartbeat.JOIN) {
            leave(request, reply, output);
        } else {
            refusal = admission.refusal(groups.find(request.groupId()), request);
            if (refusal != null) {
                output.refuse(reply, refusal);
            } else {
                output.answer(reply, report(request, output));
            }
        }
    }

    private ConsumerHeartbeatAnswer report(ConsumerHeartbeat request, CoordinatorOutput output) {
        ConsumerGroup group = findOrMake(request.groupId(), output);
        String memberId = request.memberId().isEmpty() ? MemberIds.fresh(chance) : request.memberId();
        ConsumerMember before = memberBefore(group, memberId, request.instanceId(), output);
        ConsumerMember member = before.withSaid(said(before.said(), request));
        if (group.find(memberId) == null || !member.said().equals(before.said())) {
            ConsumerExits.writeMember(group, memberId, member.said(), output);
        }
        boolean topicsChanged = !member.topics().equals(before.topics());
        Subscriptions.Change expression =
                subscriptions.changed(group, before.expression(), member.expression(), output);
        subscriptions.refresh(group, request.visible(), output);
        assignments.refresh(
                group,
                group.epoch() == 0 || topicsChanged || expression == Subscriptions.Change.CHANGED_AND_KNOWN,
                output);
        assignments.assign(group, output);
        boolean changed = topicsChanged || expression != Subscriptions.Change.NONE;
        ConsumerMember after = assignments.reconcile(group, member, request.owned(), changed, output);
        if (!after.current().equals(member.current())) {
            exits.timers().reconciled(group, after, output);
        }
        exits.timers().heard(group, after, output);
        boolean tells = request.memberEpoch() == ConsumerHeartbeat.JOIN
                || request.isFull()
                || !after.assigned().equals(before.assigned());
        return new ConsumerHeartbeatAnswer(
                memberId,
                after.epoch(),
                times.heartbeatIntervalMillis(group.groupId()),
                tells ? after.assigned() : null);
    }

    /** The group, in the place of a classic one if need be. */
    private ConsumerGroup findOrMake(String groupId, CoordinatorOutput output) {
        HeldGroup held = groups.find(groupId);
        ClassicGroup classic = held == null ? null : held.classic();
        if (classic != null && !classic.members().isEmpty()) {
            ConsumerGroup upgraded = migration.toConsumer(classic, output);
            upgraded.members().forEach(member -> exits.timers().heard(upgraded, member, output));
            return upgraded;
        }
        if (classic != null) {
            migration.drop(classic, output);
        }
        return (ConsumerGroup) groups.findOrMake(groupId, GroupType.CONSUMER);
    }

    /** The member as it was before this heartbeat; an instance that is back has what it had. */
    private ConsumerMember memberBefore(
            ConsumerGroup group, String memberId, @Nullable String instanceId, CoordinatorOutput output) {
        ConsumerMember instance = group.findInstance(instanceId);
        if (instance != null && (!instance.memberId().equals(memberId) || instance.epoch() < 0)) {
            return exits.replace(group, instance, memberId, output);
        }
        ConsumerMember member = group.find(memberId);
        return member == null ? ConsumerMember.unknown(memberId) : member;
    }

    private static ConsumerMemberValue said(ConsumerMemberValue before, ConsumerHeartbeat request) {
        return new ConsumerMemberValue(
                request.instanceId() == null ? before.instanceId() : request.instanceId(),
                request.rackId() == null ? before.rackId() : request.rackId(),
                request.clientId(),
                request.clientHost(),
                request.topics() == null ? before.topics() : new TreeSet<>(request.topics()),
                request.expression() == null ? before.expression() : request.expression(),
                request.rebalanceTimeoutMillis() == -1
                        ? before.rebalanceTimeoutMillis()
                        : request.rebalanceTimeoutMillis(),
                request.assignor() == null ? before.assignor() : request.assignor(),
                null);
    }

    private void leave(ConsumerHeartbeat request, Reply<ConsumerHeartbeatAnswer> reply, CoordinatorOutput output) {
        HeldGroup held = groups.find(request.groupId());
        ConsumerGroup group = held == null ? null : held.consumer();
        if (group == null) {
            output.refuse(
                    reply,
                    held == null
                            ? Administration.notFound(request.groupId())
                            : Administration.notOfType(request.groupId(), GroupType.CONSUMER));
            return;
        }
        BrokerError refusal = group.refusalOfInstance(request.memberId(), request.instanceId());
        ConsumerMember member = group.find(request.memberId());
        if (refusal != null || member == null) {
            output.refuse(reply, refusal != null ? refusal : group.unknownMember(request.memberId()));
            return;
        }
        if (request.instanceId() != null && request.memberEpoch() == ConsumerHeartbeat.LEAVE_FOR_SOME_TIME) {
            leaveForSomeTime(group, member, output);
        } else {
            exits.fence(group, List.of(member), output);
        }
        output.answer(reply, new ConsumerHeartbeatAnswer(request.memberId(), request.memberEpoch(), 0, null));
    }

    /** What an instance reads is kept for it until its session ends. */
    private static void leaveForSomeTime(ConsumerGroup group, ConsumerMember member, CoordinatorOutput output) {
        ConsumerCurrentValue left = new ConsumerCurrentValue(
                ConsumerMember.LEFT_EPOCH,
                member.current().previousEpoch(),
                member.current().state(),
                member.current().assigned(),
                OwnedPartitions.NONE);
        output.append(CoordinatorRecord.of(
                new ModernKey.Current(GroupType.CONSUMER, group.groupId(), member.memberId()).encode(), left.encode()));
    }
}
