package io.tailwater.core.group.state;

import io.tailwater.core.config.GroupsConfig;
import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.Deadlines;
import io.tailwater.core.coordinator.Reply;
import io.tailwater.core.group.GroupState;
import io.tailwater.core.group.SyncAnswer;
import io.tailwater.core.group.SyncGroup;
import io.tailwater.core.group.record.GroupValue;
import io.tailwater.core.group.record.MemberValue;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Handing out assignments in a classic group. Confined to its coordinator's event loop. */
final class Syncs {

    private final Supplier<GroupsConfig> config;
    private final Deadlines deadlines;
    private final Rebalances rebalances;

    Syncs(Supplier<GroupsConfig> config, Deadlines deadlines, Rebalances rebalances) {
        this.config = config;
        this.deadlines = deadlines;
        this.rebalances = rebalances;
    }

    /** Answers with a member's assignment, or keeps the reply until the leader brings it. */
    void sync(ClassicGroup group, SyncGroup request, Reply<SyncAnswer> reply, CoordinatorOutput output) {
        ClassicMember member = group.members().find(request.member().memberId());
        BrokerError refusal = refusal(group, request);
        if (refusal != null || member == null) {
            output.refuse(reply, refusal != null ? refusal : group.members().unknown("such member"));
            return;
        }
        group.unsynced().remove(member);
        if (group.unsynced().isEmpty()) {
            deadlines.cancel(group.syncDeadline());
        }
        if (group.state() == GroupState.STABLE) {
            output.answer(reply, answerOf(group, member));
            return;
        }
        Reply<SyncAnswer> earlier = member.takeSyncing();
        if (earlier != null) {
            output.refuse(
                    earlier,
                    ErrorCode.REBALANCE_IN_PROGRESS,
                    "Member " + member.memberId() + " has asked once more since");
        }
        member.setSyncing(reply);
        if (group.isLeader(member)) {
            handOut(group, request, output);
        }
    }

    private static @Nullable BrokerError refusal(ClassicGroup group, SyncGroup request) {
        if (group.state() == GroupState.EMPTY) {
            return group.members().unknown("members");
        }
        BrokerError refusal = group.refusalOf(request.member());
        if (refusal != null) {
            return refusal;
        }
        if (differs(request.protocolType(), group.protocolType())
                || differs(request.protocolName(), group.protocolName())) {
            return new BrokerError(
                    ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
                    "Group " + group.groupId() + " assigns " + group.protocolName() + " of " + group.protocolType());
        }
        return group.state() == GroupState.PREPARING_REBALANCE
                ? new BrokerError(ErrorCode.REBALANCE_IN_PROGRESS, "Group " + group.groupId() + " rebalances again")
                : null;
    }

    private static boolean differs(@Nullable String believed, @Nullable String actual) {
        return believed != null && actual != null && !believed.equals(actual);
    }

    /** The leader has assigned: the generation is written, and everybody who waits is told. */
    private void handOut(ClassicGroup group, SyncGroup request, CoordinatorOutput output) {
        GroupValue generation = group.toValue(request.assignments(), output.nowMillis());
        long bytes = 0;
        for (MemberValue member : generation.members()) {
            bytes += member.subscription().size() + member.assignment().size();
        }
        if (bytes > config.get().maxGroupBytes()) {
            BrokerError tooLarge = new BrokerError(
                    ErrorCode.UNKNOWN_SERVER_ERROR,
                    "The assignment of group " + group.groupId() + " is too large: with what its members said it has "
                            + bytes + " bytes, and groups.maxGroupBytes is "
                            + config.get().maxGroupBytes());
            rebalances.refuseSyncing(group, tooLarge, output);
            rebalances.begin(group, output);
            return;
        }
        rebalances.write(group, generation, output);
        for (ClassicMember member : group.members().all()) {
            Reply<SyncAnswer> waiting = member.takeSyncing();
            if (waiting != null) {
                output.answer(waiting, answerOf(group, member));
                rebalances.heard(member, output);
            }
        }
    }

    private static SyncAnswer answerOf(ClassicGroup group, ClassicMember member) {
        return new SyncAnswer(group.protocolType(), String.valueOf(group.protocolName()), member.assignment());
    }
}
