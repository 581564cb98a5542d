package io.tailwater.core.group.state;

import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.coordinator.Deadlines;
import io.tailwater.core.coordinator.Deadlines.Deadline;
import io.tailwater.core.coordinator.Reply;
import io.tailwater.core.group.DescribedGroup;
import io.tailwater.core.group.DescribedGroup.DescribedMember;
import io.tailwater.core.group.GroupState;
import io.tailwater.core.group.GroupType;
import io.tailwater.core.group.ListGroups;
import io.tailwater.core.group.ListedGroup;
import io.tailwater.core.group.OpaqueBytes;
import io.tailwater.core.group.record.RecordKey.OffsetKey;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Looking at groups from outside, and deleting them. Confined to its coordinator's event loop. */
final class Administration {

    /** Offsets forgotten in one step: a group that has more is deleted in several, with other steps in between. */
    static final int STEP_TOMBSTONES = 1_000;

    private static final long PAUSE_MILLIS = 1;

    private final HeldGroups groups;
    private final Deadlines deadlines;

    Administration(HeldGroups groups, Deadlines deadlines) {
        this.groups = groups;
        this.deadlines = deadlines;
    }

    static BrokerError notFound(String groupId) {
        return new BrokerError(ErrorCode.GROUP_ID_NOT_FOUND, "There is no group " + groupId);
    }

    static BrokerError notOfType(String groupId, GroupType type) {
        return new BrokerError(
                ErrorCode.GROUP_ID_NOT_FOUND, "Group " + groupId + " is not a " + type.text() + " group");
    }

    List<ListedGroup> list(ListGroups request) {
        return groups.all().stream()
                .map(HeldGroup::group)
                .filter(group -> isAmong(request.states(), group.state().text()))
                .filter(group -> isAmong(request.types(), group.type().text()))
                .map(group -> new ListedGroup(group.groupId(), group.protocolType(), group.state(), group.type()))
                .toList();
    }

    private static boolean isAmong(Set<String> asked, String text) {
        return asked.isEmpty() || asked.stream().anyMatch(text::equalsIgnoreCase);
    }

    void describe(String groupId, Reply<DescribedGroup> reply, CoordinatorOutput output) {
        HeldGroup held = groups.find(groupId);
        ClassicGroup group = held == null ? null : held.classic();
        if (group == null) {
            output.refuse(reply, held == null ? notFound(groupId) : notOfType(groupId, GroupType.CLASSIC));
        } else {
            output.answer(reply, describe(group));
        }
    }

    private static DescribedGroup describe(ClassicGroup group) {
        boolean stable = group.state() == GroupState.STABLE;
        String protocolName = stable && group.protocolName() != null ? group.protocolName() : "";
        List<DescribedMember> members = group.members().all().stream()
                .map(member -> new DescribedMember(
                        member.memberId(),
                        member.instanceId(),
                        member.identity().clientId(),
                        member.identity().clientHost(),
                        stable ? member.metadata(protocolName) : OpaqueBytes.EMPTY,
                        stable ? member.assignment() : OpaqueBytes.EMPTY))
                .toList();
        return new DescribedGroup(group.groupId(), group.state(), group.protocolType(), protocolName, members);
    }

    /**
     * Deletes a group that nobody is in, with all it has committed. Somebody who joins a large one meanwhile keeps it, without
     * the offsets that are forgotten by then.
     */
    void delete(String groupId, Reply<Done> reply, CoordinatorOutput output) {
        HeldGroup held = groups.find(groupId);
        BrokerError refusal = held == null ? notFound(groupId) : held.group().refusalToDelete();
        if (refusal != null || held == null) {
            output.refuse(reply, refusal != null ? refusal : notFound(groupId));
            return;
        }
        ClassicGroup classic = held.classic();
        if (classic != null) {
            classic.promises().removeAll(deadlines);
        }
        int forgotten = 0;
        for (TopicPartition key : held.offsets().partitions()) {
            if (forgotten++ == STEP_TOMBSTONES) {
                deadlines.set(new Deadline(later -> delete(groupId, reply, later)), output.nowMillis() + PAUSE_MILLIS);
                return;
            }
            output.append(CoordinatorRecord.tombstone(new OffsetKey(groupId, key.topic(), key.partition()).encode()));
        }
        List<CoordinatorRecord> tombstones = new ArrayList<>();
        held.group().addTombstones(tombstones);
        tombstones.forEach(output::append);
        output.answer(reply, Done.DONE);
    }
}
