package io.tailwater.core.group.state;

import io.tailwater.core.config.GroupsConfig;
import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.Deadlines;
import io.tailwater.core.coordinator.Deadlines.Deadline;
import io.tailwater.core.coordinator.Footprint;
import io.tailwater.core.coordinator.Reply;
import io.tailwater.core.group.GroupState;
import io.tailwater.core.group.JoinAnswer;
import io.tailwater.core.group.JoinGroup;
import io.tailwater.core.group.JoinProtocol;
import io.tailwater.core.group.OpaqueBytes;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Joining a classic group, for the first time or again. Confined to its coordinator's event loop. */
final class Joins {

    private final Supplier<GroupsConfig> config;
    private final Deadlines deadlines;
    private final Rebalances rebalances;
    private final Footprint footprint;
    private final Supplier<UUID> chance;

    /** @param chance what makes member ids differ */
    Joins(
            Supplier<GroupsConfig> config,
            Deadlines deadlines,
            Rebalances rebalances,
            Footprint footprint,
            Supplier<UUID> chance) {
        this.config = config;
        this.deadlines = deadlines;
        this.rebalances = rebalances;
        this.footprint = footprint;
        this.chance = chance;
    }

    /** Joins a group, which may be a new one; the reply is kept until the next generation where there has to be one. */
    void join(ClassicGroup group, JoinGroup request, Reply<JoinAnswer> reply, CoordinatorOutput output) {
        boolean stranger = request.memberId().isEmpty();
        ClassicMember member = stranger
                ? group.members().findInstance(request.instanceId())
                : group.members().find(request.memberId());
        if (!isRoomFor(group, member, request)) {
            leaveOut(group, member, request, output);
            output.refuse(
                    reply,
                    ErrorCode.GROUP_MAX_SIZE_REACHED,
                    "Group " + group.groupId() + " has " + group.members().size() + " members and takes no more");
            return;
        }
        BrokerError refusal = refusal(group, request);
        if (refusal != null) {
            output.refuse(reply, refusal);
        } else if (stranger && member != null) {
            replaceInstance(group, member, request, reply, output);
        } else if (stranger && request.instanceId() == null && request.requireKnownMemberId()) {
            promise(group, request, reply, output);
        } else if (stranger) {
            add(group, newMemberId(request), request, reply, output);
        } else if (group.promises().contains(request.memberId())) {
            group.promises().remove(request.memberId(), deadlines);
            add(group, request.memberId(), request, reply, output);
        } else if (member != null) {
            joinAgain(group, member, request, reply, output);
        }
    }

    /**
     * While a group prepares a rebalance, those count who have joined it again: if the bound was lowered, the last to come are
     * out.
     */
    private boolean isRoomFor(ClassicGroup group, @Nullable ClassicMember member, JoinGroup request) {
        if (member == null && !footprint.hasRoomFor(footprintOf(request))) {
            return false;
        }
        return switch (group.state()) {
            case EMPTY, DEAD -> true;
            case PREPARING_REBALANCE ->
                (member != null && member.isJoining())
                        || group.members().joining() < config.get().maxSize();
            case COMPLETING_REBALANCE, ASSIGNING, RECONCILING, STABLE ->
                member != null || group.members().size() < config.get().maxSize();
        };
    }

    private void leaveOut(
            ClassicGroup group, @Nullable ClassicMember member, JoinGroup request, CoordinatorOutput output) {
        group.promises().remove(request.memberId(), deadlines);
        if (member != null) {
            rebalances.remove(group, member, output);
        }
        rebalances.memberLeft(group, output);
    }

    private static @Nullable BrokerError refusal(ClassicGroup group, JoinGroup request) {
        if (!group.supports(request.protocolType(), request.protocols())) {
            return new BrokerError(
                    ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
                    "The members of group " + group.groupId() + " do not support the same way to assign");
        }
        if (request.memberId().isEmpty()) {
            return null;
        }
        return group.promises().contains(request.memberId()) && request.instanceId() == null
                ? null
                : group.members().refusalOf(request.memberId(), request.instanceId());
    }

    private static long footprintOf(JoinGroup request) {
        return Estimates.GROUP_BYTES + Estimates.MEMBER_BYTES + ClassicMember.sizeOf(request.protocols());
    }

    private String newMemberId(JoinGroup request) {
        String name = request.instanceId() == null ? request.clientId() : request.instanceId();
        return name + "-" + chance.get();
    }

    /** Somebody new is to come back with an id, so that one whose answer got lost leaves nothing behind (KIP-394). */
    private void promise(ClassicGroup group, JoinGroup request, Reply<JoinAnswer> reply, CoordinatorOutput output) {
        String memberId = newMemberId(request);
        Deadline deadline = new Deadline(later -> {
            group.promises().remove(memberId, deadlines);
            if (group.state() == GroupState.PREPARING_REBALANCE) {
                rebalances.membersChanged(group, later);
            }
        });
        group.promises().add(memberId, deadline);
        deadlines.set(deadline, output.nowMillis() + request.sessionTimeoutMillis());
        output.answer(reply, new JoinAnswer.MemberIdRequired(memberId));
    }

    private void add(
            ClassicGroup group, String memberId, JoinGroup request, Reply<JoinAnswer> reply, CoordinatorOutput output) {
        ClassicMember member = newMember(group, memberId, request);
        group.add(member, request.protocolType());
        group.members().setJoining(member, reply);
        rebalances.heardNew(member, output);
        InitialDelay delay = group.initialDelay();
        if (delay != null) {
            delay.somebodyCame();
        }
        rebalances.membersChanged(group, output);
    }

    private static ClassicMember newMember(ClassicGroup group, String memberId, JoinGroup request) {
        ClassicMember member = group.newMember(
                new ClassicMember.Identity(memberId, request.instanceId(), request.clientId(), request.clientHost()));
        member.setProtocols(request.protocols(), request.rebalanceTimeoutMillis(), request.sessionTimeoutMillis());
        return member;
    }

    private void joinAgain(
            ClassicGroup group,
            ClassicMember member,
            JoinGroup request,
            Reply<JoinAnswer> reply,
            CoordinatorOutput output) {
        boolean unchanged = member.protocols().equals(request.protocols());
        boolean leads = group.isLeader(member);
        // A leader that joins a stable group wants to assign anew: the topics have changed, say.
        boolean nothingNew = unchanged
                && (group.state() == GroupState.COMPLETING_REBALANCE || (group.state() == GroupState.STABLE && !leads));
        if (nothingNew) {
            // It has not got the answer of the first time, or a follower wants to be sure.
            List<JoinAnswer.JoinedMember> members =
                    leads ? JoinAnswers.everybody(group) : List.<JoinAnswer.JoinedMember>of();
            output.answer(reply, JoinAnswers.joined(group, member, members));
            return;
        }
        refuseEarlier(group, member, output);
        group.members()
                .update(member, request.protocols(), request.rebalanceTimeoutMillis(), request.sessionTimeoutMillis());
        group.members().setJoining(member, reply);
        rebalances.membersChanged(group, output);
    }

    /** Nobody waits twice: what a member asked for on a connection that is gone is refused when it asks again. */
    private void refuseEarlier(ClassicGroup group, ClassicMember member, CoordinatorOutput output) {
        BrokerError again = new BrokerError(
                ErrorCode.REBALANCE_IN_PROGRESS, "Member " + member.memberId() + " has joined once more since");
        rebalances.refuseWaiting(group, member, again, output);
    }

    /** An instance is back in a new process: it takes the place of the one before, which is out (KIP-345). */
    private void replaceInstance(
            ClassicGroup group,
            ClassicMember old,
            JoinGroup request,
            Reply<JoinAnswer> reply,
            CoordinatorOutput output) {
        String leaderBefore = group.leaderId();
        BrokerError fenced = new BrokerError(
                ErrorCode.FENCED_INSTANCE_ID, "Instance " + old.instanceId() + " has joined anew since");
        rebalances.refuseWaiting(group, old, fenced, output);
        deadlines.cancel(old.sessionEnd());
        ClassicMember member = newMember(group, newMemberId(request), request);
        member.setAssignment(old.assignment());
        group.replace(old, member);
        rebalances.heard(member, output);
        boolean sameProtocol = group.state() == GroupState.STABLE
                && String.valueOf(group.protocolName()).equals(group.members().selectProtocol());
        if (sameProtocol) {
            output.answer(reply, takeOver(group, member, request, leaderBefore, output));
        } else {
            group.members().setJoining(member, reply);
            rebalances.membersChanged(group, output);
        }
    }

    /** The generation goes on with the new id in the place of the old one; nobody else notices. */
    private JoinAnswer takeOver(
            ClassicGroup group,
            ClassicMember member,
            JoinGroup request,
            @Nullable String leaderBefore,
            CoordinatorOutput output) {
        Map<String, OpaqueBytes> assignments = new HashMap<>();
        group.members().all().forEach(each -> assignments.put(each.memberId(), each.assignment()));
        rebalances.write(group, group.toValue(assignments, output.nowMillis()), output);
        boolean leads = group.isLeader(member);
        if (leads && request.canSkipAssignment()) {
            return JoinAnswers.joined(group, member.memberId(), member.memberId(), true, JoinAnswers.everybody(group));
        }
        // A leader that would assign anew, which the others do not expect, is told that its old self leads.
        String leaderId = String.valueOf(leads ? leaderBefore : group.leaderId());
        return JoinAnswers.joined(group, member.memberId(), leaderId, false, List.of());
    }

    /** A request that can be joined with, or why not. */
    @Nullable
    BrokerError refusal(JoinGroup request) {
        if (request.sessionTimeoutMillis() < config.get().minSessionTimeoutMillis()
                || request.sessionTimeoutMillis() > config.get().maxSessionTimeoutMillis()) {
            return new BrokerError(
                    ErrorCode.INVALID_SESSION_TIMEOUT,
                    "A session time-out is " + config.get().minSessionTimeoutMillis() + " to "
                            + config.get().maxSessionTimeoutMillis() + " ms here, not "
                            + request.sessionTimeoutMillis());
        }
        if (ClassicMember.sizeOf(request.protocols()) > config.get().maxMemberBytes()) {
            return new BrokerError(
                    ErrorCode.INVALID_REQUEST,
                    "A member may say " + config.get().maxMemberBytes() + " bytes (groups.maxMemberBytes), not "
                            + ClassicMember.sizeOf(request.protocols()));
        }
        long names =
                request.protocols().stream().map(JoinProtocol::name).distinct().count();
        boolean longNames = request.protocols().stream().anyMatch(protocol -> GroupNames.isTooLong(protocol.name()));
        if (names < request.protocols().size()
                || longNames
                || GroupNames.isTooLong(request.clientId())
                || GroupNames.isTooLong(request.protocolType())
                || GroupNames.isTooLong(request.instanceId())) {
            return new BrokerError(
                    ErrorCode.INVALID_REQUEST, "A name is longer than " + GroupNames.MAX_LENGTH + " or there twice");
        }
        return null;
    }
}
