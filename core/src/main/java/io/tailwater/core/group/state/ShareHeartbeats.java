package io.tailwater.core.group.state;

import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.coordinator.Deadlines;
import io.tailwater.core.coordinator.Deadlines.Deadline;
import io.tailwater.core.coordinator.Footprint;
import io.tailwater.core.coordinator.Reply;
import io.tailwater.core.group.DescribedShareGroup;
import io.tailwater.core.group.DescribedShareGroup.DescribedMember;
import io.tailwater.core.group.GroupType;
import io.tailwater.core.group.ShareHeartbeat;
import io.tailwater.core.group.ShareHeartbeatAnswer;
import io.tailwater.core.group.assign.Assignment;
import io.tailwater.core.group.assign.AssignmentTask;
import io.tailwater.core.group.assign.AssignmentTask.Subscriber;
import io.tailwater.core.group.assign.Assignor;
import io.tailwater.core.group.assign.SimpleAssignor;
import io.tailwater.core.group.record.AssignmentFields;
import io.tailwater.core.group.record.EpochValue;
import io.tailwater.core.group.record.ModernKey;
import io.tailwater.core.group.record.ShareCurrentValue;
import io.tailwater.core.group.record.ShareMemberValue;
import io.tailwater.core.group.record.TargetEpochValue;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.share.ShareSettings;
import io.tailwater.core.topic.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What members of share groups say, and what follows from it: who comes, goes or changes topics has everybody assigned anew, and
 * each member is told at its next heartbeat. Confined to its coordinator's event loop.
 */
final class ShareHeartbeats {

    private final ShareRules rules;
    private final KnownTopics topics;
    private final HeldGroups groups;
    private final Footprint footprint;
    private final Deadlines deadlines;
    private final Assignor assignor = new SimpleAssignor();

    ShareHeartbeats(ShareRules rules, KnownTopics topics, HeldGroups groups, Footprint footprint, Deadlines deadlines) {
        this.rules = rules;
        this.topics = topics;
        this.groups = groups;
        this.footprint = footprint;
        this.deadlines = deadlines;
    }

    /** Sessions begin anew: nobody could send heartbeats to a coordinator that was not there. */
    void loaded(ShareGroup group, CoordinatorOutput output) {
        group.members().forEach(member -> heard(group, member.memberId(), output));
    }

    void heartbeat(ShareHeartbeat request, Reply<ShareHeartbeatAnswer> reply, CoordinatorOutput output) {
        HeldGroup held = groups.find(request.groupId());
        ShareGroup group = held == null ? null : held.share();
        BrokerError refusal = refusal(request, held, group);
        if (refusal != null) {
            output.refuse(reply, refusal);
        } else if (request.memberEpoch() == ShareHeartbeat.LEAVE_EPOCH && group != null) {
            remove(group, request.memberId(), output);
            output.answer(
                    reply,
                    new ShareHeartbeatAnswer(
                            ShareHeartbeat.LEAVE_EPOCH,
                            rules.settings().apply(request.groupId()).heartbeatMillis(),
                            null));
        } else {
            ShareGroup joined = (ShareGroup) groups.findOrMake(request.groupId(), GroupType.SHARE);
            output.answer(reply, report(joined, request, output));
        }
    }

    private @Nullable BrokerError refusal(
            ShareHeartbeat request, @Nullable HeldGroup held, @Nullable ShareGroup group) {
        BrokerError badName = GroupNames.refusal(request.groupId());
        if (badName != null) {
            return badName;
        }
        boolean joins = request.memberEpoch() == ShareHeartbeat.JOIN_EPOCH;
        if (group == null) {
            // Of another type, unless that is nothing but what a deleted group has left.
            if (held != null && !held.isNothing()) {
                return Administration.notOfType(request.groupId(), GroupType.SHARE);
            }
            return joins ? refusalToJoin(request, 0) : Administration.notFound(request.groupId());
        }
        ShareGroupMember member = group.find(request.memberId());
        if (member == null) {
            return joins
                    ? refusalToJoin(request, group.size())
                    : new BrokerError(
                            ErrorCode.UNKNOWN_MEMBER_ID,
                            "Group " + request.groupId() + " has no member " + request.memberId());
        }
        return joins || request.memberEpoch() == ShareHeartbeat.LEAVE_EPOCH ? null : refusalOfEpoch(request, member);
    }

    private @Nullable BrokerError refusalToJoin(ShareHeartbeat request, int size) {
        long bytes = Estimates.GROUP_BYTES + Estimates.MEMBER_BYTES;
        for (String topic : request.topics() == null ? List.<String>of() : request.topics()) {
            bytes += Estimates.TOPIC_NAME_BYTES + topic.length();
        }
        if (size >= rules.maxSize().getAsInt()) {
            return new BrokerError(
                    ErrorCode.GROUP_MAX_SIZE_REACHED,
                    "Group " + request.groupId() + " has " + size + " members, which is all it may have");
        }
        return footprint.hasRoomFor(bytes)
                ? null
                : new BrokerError(
                        ErrorCode.GROUP_MAX_SIZE_REACHED, "Groups take all the memory they may (groups.maxBytes)");
    }

    private static @Nullable BrokerError refusalOfEpoch(ShareHeartbeat request, ShareGroupMember member) {
        int epoch = request.memberEpoch();
        return epoch == member.epoch() || epoch == member.current().previousEpoch()
                ? null
                : new BrokerError(
                        ErrorCode.FENCED_MEMBER_EPOCH,
                        "Member " + member.memberId() + " is in epoch " + member.epoch() + ", not " + epoch);
    }

    private ShareHeartbeatAnswer report(ShareGroup group, ShareHeartbeat request, CoordinatorOutput output) {
        String memberId = request.memberId();
        ShareGroupMember before = group.find(memberId);
        ShareMemberValue said = said(request, before);
        boolean asksAnew = before == null || !before.topics().equals(said.topics());
        if (before == null || !before.said().equals(said)) {
            output.append(CoordinatorRecord.of(
                    new ModernKey.Member(GroupType.SHARE, group.groupId(), memberId).encode(), said.encode()));
        }
        long hash = TopicHash.of(group.subscribedTopics(), topics);
        if (asksAnew || hash != group.metadataHash()) {
            assignAnew(group, hash, output);
        }
        ShareGroupMember after = reconcile(group, memberId, output);
        heard(group, memberId, output);
        ShareSettings settings = rules.settings().apply(group.groupId());
        boolean told = before == null
                || request.memberEpoch() != after.epoch()
                || request.topics() != null
                || !before.assigned().equals(after.assigned());
        return new ShareHeartbeatAnswer(after.epoch(), settings.heartbeatMillis(), told ? after.assigned() : null);
    }

    private static ShareMemberValue said(ShareHeartbeat request, @Nullable ShareGroupMember before) {
        return new ShareMemberValue(
                request.rackId() == null && before != null ? before.rackId() : request.rackId(),
                request.clientId(),
                request.clientHost(),
                request.topics() == null
                        ? before == null ? new TreeSet<>() : before.said().topics()
                        : new TreeSet<>(request.topics()));
    }

    private void assignAnew(ShareGroup group, long hash, CoordinatorOutput output) {
        int epoch = group.epoch() + 1;
        output.append(CoordinatorRecord.of(
                new ModernKey.Epoch(GroupType.SHARE, group.groupId()).encode(),
                new EpochValue(epoch, hash).encode(GroupType.SHARE)));
        Map<String, Assignment> targets = assignor.assign(task(group));
        for (ShareGroupMember member : group.members()) {
            Assignment target = targets.getOrDefault(member.memberId(), Assignment.NONE);
            if (!target.equals(group.target(member.memberId()))) {
                output.append(CoordinatorRecord.of(
                        new ModernKey.Target(GroupType.SHARE, group.groupId(), member.memberId()).encode(),
                        AssignmentFields.encode(target)));
            }
        }
        output.append(CoordinatorRecord.of(
                new ModernKey.TargetEpoch(GroupType.SHARE, group.groupId()).encode(),
                new TargetEpochValue(epoch, output.nowMillis()).encode()));
    }

    private AssignmentTask task(ShareGroup group) {
        Map<UUID, Integer> partitionCounts = new HashMap<>();
        Map<String, UUID> ids = new HashMap<>();
        for (String name : group.subscribedTopics()) {
            Topic topic = topics.find(name);
            if (topic != null) {
                partitionCounts.put(topic.id(), topic.partitionCount());
                ids.put(name, topic.id());
            }
        }
        List<Subscriber> subscribers = new ArrayList<>();
        for (ShareGroupMember member : group.members()) {
            Set<UUID> subscribed = new HashSet<>();
            for (String name : member.topics()) {
                UUID id = ids.get(name);
                if (id != null) {
                    subscribed.add(id);
                }
            }
            subscribers.add(new Subscriber(member.memberId(), subscribed, group.target(member.memberId())));
        }
        return new AssignmentTask(subscribers, partitionCounts, group.isHomogeneous());
    }

    /** Gives a member what is assigned to it. */
    private static ShareGroupMember reconcile(ShareGroup group, String memberId, CoordinatorOutput output) {
        ShareGroupMember member = known(group, memberId);
        if (member.epoch() == group.assignmentEpoch()) {
            return member;
        }
        ShareCurrentValue current =
                new ShareCurrentValue(group.assignmentEpoch(), member.epoch(), group.target(memberId));
        output.append(CoordinatorRecord.of(
                new ModernKey.Current(GroupType.SHARE, group.groupId(), memberId).encode(), current.encode()));
        return known(group, memberId);
    }

    private static ShareGroupMember known(ShareGroup group, String memberId) {
        ShareGroupMember member = group.find(memberId);
        return member == null ? ShareGroupMember.unknown(memberId) : member;
    }

    private void heard(ShareGroup group, String memberId, CoordinatorOutput output) {
        Deadline session = group.timers(memberId)
                .deadline(MemberTimers.Kind.SESSION, () -> new Deadline(late -> expire(group, memberId, late)));
        deadlines.set(
                session,
                output.nowMillis() + rules.settings().apply(group.groupId()).sessionMillis());
    }

    private void expire(ShareGroup group, String memberId, CoordinatorOutput output) {
        if (group.find(memberId) != null) {
            remove(group, memberId, output);
        }
    }

    private void remove(ShareGroup group, String memberId, CoordinatorOutput output) {
        MemberTimers timers = group.takeTimers(memberId);
        if (timers != null) {
            timers.cancelAll(deadlines);
        }
        for (ModernKey key : List.of(
                new ModernKey.Current(GroupType.SHARE, group.groupId(), memberId),
                new ModernKey.Target(GroupType.SHARE, group.groupId(), memberId),
                new ModernKey.Member(GroupType.SHARE, group.groupId(), memberId))) {
            output.append(CoordinatorRecord.tombstone(key.encode()));
        }
        assignAnew(group, TopicHash.of(group.subscribedTopics(), topics), output);
    }

    void describe(String groupId, Reply<DescribedShareGroup> reply, CoordinatorOutput output) {
        HeldGroup held = groups.find(groupId);
        ShareGroup group = held == null ? null : held.share();
        if (group == null) {
            output.refuse(
                    reply,
                    held == null
                            ? Administration.notFound(groupId)
                            : Administration.notOfType(groupId, GroupType.SHARE));
            return;
        }
        List<DescribedMember> members = group.members().stream()
                .map(member -> new DescribedMember(
                        member.memberId(),
                        member.rackId(),
                        member.epoch(),
                        member.said().clientId(),
                        member.said().clientHost(),
                        member.topics(),
                        member.assigned()))
                .toList();
        output.answer(
                reply,
                new DescribedShareGroup(groupId, group.state(), group.epoch(), group.assignmentEpoch(), members));
    }
}
