package io.tailwater.core.group.state;

import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.Reply;
import io.tailwater.core.group.Heartbeat;
import io.tailwater.core.group.JoinAnswer;
import io.tailwater.core.group.JoinGroup;
import io.tailwater.core.group.LeaveGroup;
import io.tailwater.core.group.LeaveGroup.LeavingMember;
import io.tailwater.core.group.LeftMember;
import io.tailwater.core.group.MemberClaim;
import io.tailwater.core.group.SyncAnswer;
import io.tailwater.core.group.SyncGroup;
import io.tailwater.core.group.record.ConsumerCurrentValue;
import io.tailwater.core.group.record.ConsumerMemberValue;
import io.tailwater.core.group.record.ConsumerMemberValue.ClassicPart;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Members of consumer groups that still speak the classic protocol (KIP-848, migration): each joins and is given its assignment by
 * itself, for the broker assigns. Confined to its coordinator's event loop.
 */
final class ClassicRequests {

    private final Supplier<UUID> chance;
    private final KnownTopics topics;
    private final ConsumerAdmission admission;
    private final ConsumerAssignments assignments;
    private final ConsumerExits exits;
    private final Subscriptions subscriptions;

    ClassicRequests(ConsumerParts parts, GroupsEnvironment environment) {
        this.chance = environment.chance();
        this.topics = environment.topics();
        this.admission = parts.admission();
        this.assignments = parts.assignments();
        this.exits = parts.exits();
        this.subscriptions = parts.subscriptions();
    }

    /** A member joins, or joins again: it is told its epoch at once. */
    void join(ConsumerGroup group, JoinGroup request, Reply<JoinAnswer> reply, CoordinatorOutput output) {
        EmbeddedProtocol.Subscription said = EmbeddedProtocol.subscription(request.protocols(), topics);
        BrokerError refusal = refusalToJoin(group, request, said);
        if (refusal != null || said == null) {
            output.refuse(reply, refusal != null ? refusal : unsupported(group));
            return;
        }
        boolean stranger = request.memberId().isEmpty();
        String memberId = stranger ? MemberIds.fresh(chance) : request.memberId();
        if (stranger && request.instanceId() == null && request.requireKnownMemberId()) {
            output.answer(reply, new JoinAnswer.MemberIdRequired(memberId));
            return;
        }
        ConsumerMember instance = group.findInstance(request.instanceId());
        ConsumerMember before = instance != null && stranger
                ? exits.replace(group, instance, memberId, output)
                : known(group, memberId);
        ConsumerMember member = before.withSaid(said(before.said(), request, said));
        boolean changed = write(group, before, member, output);
        ConsumerMember after = member;
        if (instance != null && stranger && exits.isDowngradedBy(group, instance)) {
            after = changed ? member : assignments.reconcile(group, member, said.owned(), false, output);
            exits.downgrade(group, changed, output);
        } else {
            assignments.assign(group, output);
            after = assignments.reconcile(group, member, said.owned(), changed, output);
            exits.timers().joined(group, after, output);
            exits.timers().heard(group, after, output);
        }
        output.answer(
                reply,
                new JoinAnswer.Joined(
                        memberId,
                        after.epoch(),
                        ConsumerSubscription.PROTOCOL_TYPE,
                        request.protocols().get(0).name(),
                        "",
                        false,
                        List.of()));
    }

    /** Writes what a member says of itself; whether it subscribes to something else than before. */
    private boolean write(ConsumerGroup group, ConsumerMember before, ConsumerMember member, CoordinatorOutput output) {
        if (group.find(member.memberId()) == null || !member.said().equals(before.said())) {
            ConsumerExits.writeMember(group, member.memberId(), member.said(), output);
        }
        Subscriptions.Change expression = subscriptions.changed(group, before.expression(), "", output);
        boolean changed = !member.topics().equals(before.topics()) || expression != Subscriptions.Change.NONE;
        assignments.refresh(group, changed, output);
        return changed;
    }

    private static ConsumerMember known(ConsumerGroup group, String memberId) {
        ConsumerMember member = group.find(memberId);
        return member == null ? ConsumerMember.unknown(memberId) : member;
    }

    private @Nullable BrokerError refusalToJoin(
            ConsumerGroup group, JoinGroup request, EmbeddedProtocol.@Nullable Subscription said) {
        if (group.find(request.memberId()) == null) {
            BrokerError refusal =
                    admission.refusalOfMore(group.groupId(), group.size(), ClassicMember.sizeOf(request.protocols()));
            if (refusal != null) {
                return refusal;
            }
        }
        if (said == null || !supports(group, request)) {
            return unsupported(group);
        }
        return request.instanceId() == null || request.memberId().isEmpty()
                ? null
                : group.refusalOfInstance(request.memberId(), request.instanceId());
    }

    private static boolean supports(ConsumerGroup group, JoinGroup request) {
        return request.protocolType().equals(ConsumerSubscription.PROTOCOL_TYPE)
                && group.classicProtocols().anySupportedByAll(request.protocols(), group.classicMembers());
    }

    private static BrokerError unsupported(ConsumerGroup group) {
        return new BrokerError(
                ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
                "The members of group " + group.groupId() + " do not support the same way to assign");
    }

    private static ConsumerMemberValue said(
            ConsumerMemberValue before, JoinGroup request, EmbeddedProtocol.Subscription said) {
        return new ConsumerMemberValue(
                request.instanceId() == null ? before.instanceId() : request.instanceId(),
                said.rackId() == null ? before.rackId() : said.rackId(),
                request.clientId(),
                request.clientHost(),
                said.topics(),
                "",
                request.rebalanceTimeoutMillis(),
                before.assignor(),
                new ClassicPart(request.sessionTimeoutMillis(), request.protocols()));
    }

    /** Gives a member what it may read in the epoch that it was told. */
    void sync(ConsumerGroup group, SyncGroup request, Reply<SyncAnswer> reply, CoordinatorOutput output) {
        ConsumerMember member = memberOrRefusal(group, request.member(), reply, output);
        if (member == null) {
            return;
        }
        String protocol = member.protocols().get(0).name();
        String type = request.protocolType();
        if ((type != null && !type.equals(ConsumerSubscription.PROTOCOL_TYPE))
                || (request.protocolName() != null && !request.protocolName().equals(protocol))) {
            output.refuse(
                    reply,
                    ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
                    "Group " + group.groupId() + " was joined with " + protocol + " of consumer");
            return;
        }
        exits.timers().synced(group, member);
        if (group.epoch() > member.epoch() && !member.isRevoking()) {
            exits.timers().toldToJoin(group, member, output);
            output.refuse(reply, rebalances(group));
            return;
        }
        exits.timers().heard(group, member, output);
        output.answer(
                reply,
                new SyncAnswer(ConsumerSubscription.PROTOCOL_TYPE, protocol, EmbeddedProtocol.toBytes(member, topics)));
    }

    private static BrokerError rebalances(ConsumerGroup group) {
        return new BrokerError(
                ErrorCode.REBALANCE_IN_PROGRESS, "Group " + group.groupId() + " waits for the member to join again");
    }

    /** The member of the classic protocol that somebody claims to be; null when it is not, which is then the answer. */
    private static @Nullable ConsumerMember memberOrRefusal(
            ConsumerGroup group, MemberClaim claim, Reply<?> reply, CoordinatorOutput output) {
        ConsumerMember member = group.find(claim.memberId());
        BrokerError refusal = group.refusalOfInstance(claim.memberId(), claim.instanceId());
        if (refusal == null) {
            if (member == null || !member.isClassic()) {
                refusal = group.unknownMember(claim.memberId());
            } else if (claim.generationId() != member.epoch()) {
                refusal = new BrokerError(
                        ErrorCode.ILLEGAL_GENERATION,
                        "Member " + member.memberId() + " is in epoch " + member.epoch() + ", not "
                                + claim.generationId());
            }
        }
        if (refusal == null) {
            return member;
        }
        output.refuse(reply, refusal);
        return null;
    }

    /** Keeps a member alive; it is told to join again when there is something for it to give up or to get. */
    void heartbeat(ConsumerGroup group, Heartbeat request, Reply<Done> reply, CoordinatorOutput output) {
        ConsumerMember member = memberOrRefusal(group, request.member(), reply, output);
        if (member == null) {
            return;
        }
        exits.timers().heard(group, member, output);
        if (member.epoch() < group.epoch() || member.isRevoking() || canGetMore(group, member)) {
            exits.timers().toldToJoin(group, member, output);
            output.refuse(reply, rebalances(group));
        } else {
            output.answer(reply, Done.DONE);
        }
    }

    /** Whether a member waits for partitions, and all of them are free by now. */
    private static boolean canGetMore(ConsumerGroup group, ConsumerMember member) {
        return member.current().state() == ConsumerCurrentValue.UNRELEASED_PARTITIONS
                && group.target(member.memberId())
                        .minus(member.assigned())
                        .filter((topicId, partition) -> group.owners().owner(topicId, partition) != null)
                        .isEmpty();
    }

    /** Takes members out, whichever protocol they speak; one answer for each, in order. */
    void leave(ConsumerGroup group, LeaveGroup request, Reply<List<LeftMember>> reply, CoordinatorOutput output) {
        List<LeftMember> answers = new ArrayList<>(request.members().size());
        Set<ConsumerMember> leaving = new LinkedHashSet<>();
        for (LeavingMember each : request.members()) {
            ConsumerMember instance = group.findInstance(each.instanceId());
            String memberId = each.memberId().isEmpty() && instance != null ? instance.memberId() : each.memberId();
            BrokerError refusal = group.refusalOfInstance(memberId, each.instanceId());
            ConsumerMember member = group.find(memberId);
            if (refusal == null && member != null) {
                leaving.add(member);
            } else if (refusal == null) {
                refusal = group.unknownMember(memberId);
            }
            answers.add(new LeftMember(each.memberId(), each.instanceId(), refusal));
        }
        exits.fence(group, List.copyOf(leaving), output);
        output.answer(reply, List.copyOf(answers));
    }
}
