package io.tailwater.core.group.state;

import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.coordinator.Footprint;
import io.tailwater.core.group.GroupState;
import io.tailwater.core.group.assign.Assignment;
import io.tailwater.core.group.record.AssignmentFields;
import io.tailwater.core.group.record.EpochValue;
import io.tailwater.core.group.record.ModernKey;
import io.tailwater.core.group.record.TargetEpochValue;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A group that the broker assigns to, and whose members have epochs: what consumer groups and share groups have in common.
 * Confined to its coordinator's event loop; all but its timers and {@link #refreshMillis} changes by replay only.
 *
 * <p>Records of one member may come in any order, and before those of its group, since a log that is written anew begins
 * somewhere between them.
 *
 * @param <M> its members
 */
abstract sealed class ModernGroup<M extends ModernMember> implements Group permits ConsumerGroup, ShareGroup {

    /** What the log has when it says nothing of the group. */
    private static final EpochValue NO_EPOCH = new EpochValue(0, 0);

    private static final TargetEpochValue NO_TARGET_EPOCH = new TargetEpochValue(0, 0);

    private final String groupId;
    private final Footprint footprint;
    private final Map<String, M> members = new LinkedHashMap<>();
    private final Map<String, Assignment> targets = new HashMap<>();
    private final Map<String, Integer> subscribers = new HashMap<>();
    private final Map<String, MemberTimers> timers = new HashMap<>();
    private @Nullable EpochValue epoch;
    private @Nullable TargetEpochValue targetEpoch;
    private long refreshMillis;

    ModernGroup(String groupId, Footprint footprint) {
        this.groupId = groupId;
        this.footprint = footprint;
    }

    @Override
    public final String groupId() {
        return groupId;
    }

    final Footprint footprint() {
        return footprint;
    }

    /** Everybody, in the order of joining. */
    final Collection<M> members() {
        return Collections.unmodifiableCollection(members.values());
    }

    final int size() {
        return members.size();
    }

    @Nullable
    final M find(String memberId) {
        return members.get(memberId);
    }

    /** Rises with every change that asks for a new assignment; 0 before the first. */
    final int epoch() {
        return (epoch == null ? NO_EPOCH : epoch).epoch();
    }

    /** What the subscribed topics were like when the epoch began; see {@link TopicHash}. */
    final long metadataHash() {
        return (epoch == null ? NO_EPOCH : epoch).metadataHash();
    }

    /** The epoch that what is assigned to all was made for; 0 before the first. */
    final int assignmentEpoch() {
        return (targetEpoch == null ? NO_TARGET_EPOCH : targetEpoch).epoch();
    }

    /** When that was made, since 1970; 0 where nobody noted it. */
    final long assignedMillis() {
        return (targetEpoch == null ? NO_TARGET_EPOCH : targetEpoch).assignedMillis();
    }

    /** What is assigned to a member, be it there or not. */
    final Assignment target(String memberId) {
        return targets.getOrDefault(memberId, Assignment.NONE);
    }

    /** From when on a heartbeat has to look whether the subscribed topics have changed, since 1970; not in the log. */
    final long refreshMillis() {
        return refreshMillis;
    }

    final void setRefreshMillis(long millis) {
        refreshMillis = millis;
    }

    /** The times a member has to keep; made when first asked for. */
    final MemberTimers timers(String memberId) {
        return timers.computeIfAbsent(memberId, id -> new MemberTimers());
    }

    /** The times a member had to keep, which the group does not know any more; null when it had none. */
    @Nullable
    final MemberTimers takeTimers(String memberId) {
        return timers.remove(memberId);
    }

    /** Topics that some member subscribes to, there or not. */
    Set<String> subscribedTopics() {
        return new LinkedHashSet<>(subscribers.keySet());
    }

    @Override
    public boolean mayRead(String topic) {
        return subscribers.containsKey(topic);
    }

    /** Whether all subscribe to the same topics; ways to assign are simpler then. */
    boolean isHomogeneous() {
        return subscribers.values().stream().allMatch(count -> count == members.size());
    }

    /** Takes a member up, in the place of what was known of it. */
    final void put(M member) {
        M before = members.put(member.memberId(), member);
        changed(before, member);
        footprint.add(member.footprintBytes() - (before == null ? 0 : before.footprintBytes()));
        if (before == null || !before.topics().equals(member.topics())) {
            count(before, -1);
            count(member, 1);
        }
    }

    /** Takes up that a member is gone; nothing happens when it was not there. */
    final void remove(String memberId) {
        M before = members.remove(memberId);
        if (before != null) {
            changed(before, null);
            footprint.add(-before.footprintBytes());
            count(before, -1);
        }
    }

    private void count(@Nullable M member, int change) {
        if (member != null) {
            for (String topic : member.topics()) {
                subscribers.merge(topic, change, (one, other) -> one + other == 0 ? null : one + other);
            }
        }
    }

    /** A member was taken up, or is gone: for what else a type of group counts. */
    abstract void changed(@Nullable M before, @Nullable M after);

    /** Takes up the group's epoch; null when the log says nothing of the group any more. */
    final void replayEpoch(@Nullable EpochValue value) {
        epoch = value;
    }

    /** Takes up the assignment's epoch; null when there is none any more. */
    final void replayTargetEpoch(@Nullable TargetEpochValue value) {
        targetEpoch = value;
    }

    /** Takes up what is assigned to a member; null for nothing. */
    final void replayTarget(String memberId, @Nullable Assignment target) {
        Assignment before = target == null ? targets.remove(memberId) : targets.put(memberId, target);
        footprint.add(of(target) - of(before));
    }

    private static long of(@Nullable Assignment target) {
        return target == null ? 0 : target.footprintBytes();
    }

    @Override
    public boolean isDeserted() {
        return members.isEmpty();
    }

    @Override
    public boolean isNothing() {
        return members.isEmpty() && targets.isEmpty() && epoch == null && targetEpoch == null;
    }

    @Override
    public void forget() {
        List.copyOf(members.keySet()).forEach(this::remove);
        List.copyOf(targets.keySet()).forEach(memberId -> replayTarget(memberId, null));
        epoch = null;
        targetEpoch = null;
    }

    @Override
    public GroupState state() {
        if (members.isEmpty()) {
            return GroupState.EMPTY;
        }
        if (epoch() > assignmentEpoch()) {
            return GroupState.ASSIGNING;
        }
        return members.values().stream().allMatch(member -> member.isReconciledTo(assignmentEpoch()))
                ? GroupState.STABLE
                : GroupState.RECONCILING;
    }

    @Override
    public @Nullable BrokerError refusalToDelete() {
        return members.isEmpty()
                ? null
                : new BrokerError(ErrorCode.NON_EMPTY_GROUP, "Group " + groupId + " has members");
    }

    @Override
    public void addTombstones(List<CoordinatorRecord> records) {
        for (String memberId : members.keySet()) {
            records.add(CoordinatorRecord.tombstone(new ModernKey.Current(type(), groupId, memberId).encode()));
        }
        for (String memberId : targets.keySet()) {
            records.add(CoordinatorRecord.tombstone(new ModernKey.Target(type(), groupId, memberId).encode()));
        }
        records.add(CoordinatorRecord.tombstone(new ModernKey.TargetEpoch(type(), groupId).encode()));
        for (String memberId : members.keySet()) {
            records.add(CoordinatorRecord.tombstone(new ModernKey.Member(type(), groupId, memberId).encode()));
        }
        records.add(CoordinatorRecord.tombstone(new ModernKey.Epoch(type(), groupId).encode()));
    }

    @Override
    public void addLiveHead(List<CoordinatorRecord> records) {
        if (epoch != null) {
            records.add(CoordinatorRecord.of(new ModernKey.Epoch(type(), groupId).encode(), epoch.encode(type())));
        }
        if (targetEpoch != null) {
            records.add(
                    CoordinatorRecord.of(new ModernKey.TargetEpoch(type(), groupId).encode(), targetEpoch.encode()));
        }
    }

    @Override
    public Collection<String> liveParts() {
        Set<String> memberIds = new LinkedHashSet<>(members.keySet());
        memberIds.addAll(targets.keySet());
        return new ArrayList<>(memberIds);
    }

    @Override
    public void addLivePart(String memberId, List<CoordinatorRecord> records) {
        M member = members.get(memberId);
        if (member != null) {
            addLiveMember(member, records);
        }
        Assignment target = targets.get(memberId);
        if (target != null) {
            records.add(CoordinatorRecord.of(
                    new ModernKey.Target(type(), groupId, memberId).encode(), AssignmentFields.encode(target)));
        }
    }

    /** Adds what the log has of a member beside what is assigned to it. */
    abstract void addLiveMember(M member, List<CoordinatorRecord> records);
}
