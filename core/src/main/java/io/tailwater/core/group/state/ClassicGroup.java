package io.tailwater.core.group.state;

import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.coordinator.Deadlines.Deadline;
import io.tailwater.core.coordinator.Footprint;
import io.tailwater.core.group.GroupState;
import io.tailwater.core.group.GroupType;
import io.tailwater.core.group.JoinProtocol;
import io.tailwater.core.group.MemberClaim;
import io.tailwater.core.group.OpaqueBytes;
import io.tailwater.core.group.record.GroupValue;
import io.tailwater.core.group.record.MemberValue;
import io.tailwater.core.group.record.RecordKey.GroupKey;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A classic group: its members, and where it stands. Confined to its coordinator's event loop.
 *
 * <p>The log has whole generations. {@link #replay} takes one up, and is how a group becomes stable or empty; what happens on
 * the way to the next one is not in the log, and after a restart the group is in its last generation again.
 */
final class ClassicGroup implements Group {

    private final String groupId;
    private final GroupTimers timers;
    private final Footprint footprint;
    private final ClassicMembers members;
    private final Promises promises;
    private final Set<ClassicMember> unsynced = new LinkedHashSet<>();
    private final Deadline joinDeadline;
    private final Deadline syncDeadline;

    private GroupState state = GroupState.EMPTY;
    private long stateMillis = -1;
    private int generationId;
    private String protocolType = "";
    private @Nullable String protocolName;
    private @Nullable String leaderId;
    private @Nullable Set<String> subscribedTopics;
    private @Nullable InitialDelay initialDelay;
    private @Nullable GroupValue written;

    ClassicGroup(String groupId, GroupTimers timers, Footprint footprint) {
        this.groupId = groupId;
        this.timers = timers;
        this.footprint = footprint;
        this.members = new ClassicMembers(groupId, footprint);
        this.promises = new Promises(footprint);
        this.joinDeadline = new Deadline(output -> timers.joiningIsOver(this, output));
        this.syncDeadline = new Deadline(output -> timers.syncingIsOver(this, output));
    }

    @Override
    public String groupId() {
        return groupId;
    }

    @Override
    public GroupType type() {
        return GroupType.CLASSIC;
    }

    @Override
    public GroupState state() {
        return state;
    }

    @Override
    public String protocolType() {
        return protocolType;
    }

    ClassicMembers members() {
        return members;
    }

    Promises promises() {
        return promises;
    }

    int generationId() {
        return generationId;
    }

    @Nullable
    String protocolName() {
        return protocolName;
    }

    @Nullable
    String leaderId() {
        return leaderId;
    }

    boolean isLeader(ClassicMember member) {
        return member.memberId().equals(leaderId);
    }

    /** When those who have joined wait no longer. */
    Deadline joinDeadline() {
        return joinDeadline;
    }

    /** When those who have not asked for their assignment are out. */
    Deadline syncDeadline() {
        return syncDeadline;
    }

    /** How long the first generation still waits for others to join; null when this is not about a first generation. */
    @Nullable
    InitialDelay initialDelay() {
        return initialDelay;
    }

    /** Those who were told the generation and have not asked for their assignment. */
    Set<ClassicMember> unsynced() {
        return unsynced;
    }

    boolean allJoined() {
        return members.joining() == members.size() && promises.isEmpty();
    }

    /** Whether somebody with these ways to assign can be a member beside those there are. */
    boolean supports(String type, List<JoinProtocol> protocols) {
        if (state == GroupState.EMPTY) {
            return !type.isEmpty() && !protocols.isEmpty();
        }
        return type.equals(protocolType) && members.anySupportedByAll(protocols);
    }

    /** Why somebody does not take part in this generation, or null. */
    @Nullable
    BrokerError refusalOf(MemberClaim claim) {
        BrokerError refusal = members.refusalOf(claim.memberId(), claim.instanceId());
        if (refusal == null && claim.generationId() != generationId) {
            return new BrokerError(
                    ErrorCode.ILLEGAL_GENERATION,
                    "Group " + groupId + " is in generation " + generationId + ", not " + claim.generationId());
        }
        return refusal;
    }

    /** Makes a member; {@link #add} has to follow. */
    ClassicMember newMember(ClassicMember.Identity identity) {
        return new ClassicMember(identity, (member, output) -> timers.sessionIsOver(this, member, output));
    }

    /** Adds a member that has not been one before; the first decides what kind of group it is, and leads. */
    void add(ClassicMember member, String type) {
        if (members.isEmpty()) {
            protocolType = type;
        }
        members.add(member);
        if (leaderId == null) {
            leaderId = member.memberId();
        }
    }

    /** Removes a member; what waits for it has to be answered, and its session dropped, before. */
    void remove(ClassicMember member) {
        members.remove(member);
        unsynced.remove(member);
        if (isLeader(member)) {
            leaderId =
                    members.isEmpty() ? null : members.all().iterator().next().memberId();
        }
    }

    /** Puts a member in the place of another one. */
    void replace(ClassicMember old, ClassicMember member) {
        boolean leads = isLeader(old);
        remove(old);
        members.add(member);
        if (leads) {
            leaderId = member.memberId();
        }
    }

    /** If the leader has not joined again, somebody else who has leads; false when nobody has. */
    boolean electJoinedLeader() {
        ClassicMember leader = leaderId == null ? null : members.find(leaderId);
        if (leader != null && leader.isJoining()) {
            return true;
        }
        for (ClassicMember member : members.all()) {
            if (member.isJoining()) {
                leaderId = member.memberId();
                return true;
            }
        }
        return false;
    }

    /** Everybody is to join again. */
    void beginRebalance(@Nullable InitialDelay delay) {
        unsynced.clear();
        initialDelay = delay;
        state = GroupState.PREPARING_REBALANCE;
    }

    /** Those who are members now are the next generation, which waits for its assignment; or nobody is. */
    void beginGeneration() {
        generationId = generationId == Integer.MAX_VALUE ? 1 : generationId + 1;
        protocolName = members.selectProtocol();
        subscribedTopics = findSubscribedTopics();
        initialDelay = null;
        unsynced.clear();
        unsynced.addAll(members.all());
        state = members.isEmpty() ? GroupState.EMPTY : GroupState.COMPLETING_REBALANCE;
    }

    private @Nullable Set<String> findSubscribedTopics() {
        return protocolType.equals(ConsumerSubscription.PROTOCOL_TYPE)
                ? ConsumerSubscription.topicsOf(members.all(), protocolName)
                : null;
    }

    /** This generation as it is written, with the assignments that the leader gave. */
    GroupValue toValue(Map<String, OpaqueBytes> assignments, long nowMillis) {
        List<MemberValue> values = new ArrayList<>(members.size());
        for (ClassicMember member : members.all()) {
            values.add(member.toValue(protocolName, assignments.getOrDefault(member.memberId(), OpaqueBytes.EMPTY)));
        }
        return new GroupValue(protocolType, generationId, protocolName, leaderId, nowMillis, values);
    }

    /** Takes up a generation from the log: be it the one that was just appended, or one of before a start. */
    void replay(GroupValue value) {
        setWritten(value);
        generationId = value.generationId();
        protocolType = value.protocolType();
        protocolName = value.protocolName();
        stateMillis = value.stateMillis();
        Set<String> memberIds = new HashSet<>();
        for (MemberValue member : value.members()) {
            memberIds.add(member.memberId());
            members.assign(readMember(member), member.assignment());
        }
        removeAllBut(memberIds);
        leaderId = value.leaderId();
        subscribedTopics = findSubscribedTopics();
        state = members.isEmpty() ? GroupState.EMPTY : GroupState.STABLE;
    }

    private ClassicMember readMember(MemberValue value) {
        ClassicMember known = members.find(value.memberId());
        ClassicMember member = known == null ? newMember(identityOf(value)) : known;
        if (known == null) {
            members.add(member);
        }
        List<JoinProtocol> said =
                protocolName == null ? List.of() : List.of(new JoinProtocol(protocolName, value.subscription()));
        // The member that is there when its generation is appended has said this and more; one that was read from an
        // earlier
        // generation may have said something else since.
        if (!member.protocols().containsAll(said)) {
            members.update(member, said, value.rebalanceTimeoutMillis(), value.sessionTimeoutMillis());
        } else {
            member.setTimeouts(value.rebalanceTimeoutMillis(), value.sessionTimeoutMillis());
        }
        return member;
    }

    private static ClassicMember.Identity identityOf(MemberValue value) {
        return new ClassicMember.Identity(value.memberId(), value.instanceId(), value.clientId(), value.clientHost());
    }

    private void removeAllBut(Set<String> memberIds) {
        List.copyOf(members.all()).stream()
                .filter(member -> !memberIds.contains(member.memberId()))
                .forEach(this::remove);
    }

    /** Takes up that the log says nothing of the group any more. */
    void replayTombstone() {
        setWritten(null);
        removeAllBut(Set.of());
        generationId = 0;
        protocolType = "";
        protocolName = null;
        stateMillis = -1;
        subscribedTopics = null;
        state = GroupState.EMPTY;
    }

    private void setWritten(@Nullable GroupValue value) {
        footprint.add(Estimates.of(value) - Estimates.of(written));
        written = value;
    }

    @Override
    public boolean isDeserted() {
        return state == GroupState.EMPTY && promises.isEmpty();
    }

    @Override
    public boolean isNothing() {
        return isDeserted() && written == null;
    }

    @Override
    public @Nullable BrokerError refusalToCommit(MemberClaim member, boolean transactional) {
        if (member.generationId() < 0 && state == GroupState.EMPTY) {
            return null;
        }
        boolean claimed = member.generationId() >= 0 || !member.memberId().isEmpty() || member.instanceId() != null;
        if (claimed) {
            BrokerError refusal = refusalOf(member);
            if (refusal != null) {
                return refusal;
            }
        } else if (!transactional) {
            return members.unknown("member without an id");
        }
        if (!transactional && state == GroupState.COMPLETING_REBALANCE) {
            return new BrokerError(
                    ErrorCode.REBALANCE_IN_PROGRESS,
                    "Group " + groupId + " waits for the assignment of its generation");
        }
        return null;
    }

    @Override
    public @Nullable BrokerError refusalToDeleteOffsets() {
        boolean consumers = protocolType.equals(ConsumerSubscription.PROTOCOL_TYPE);
        return state == GroupState.EMPTY || consumers ? null : notEmpty();
    }

    private BrokerError notEmpty() {
        return new BrokerError(ErrorCode.NON_EMPTY_GROUP, "Group " + groupId + " has members");
    }

    @Override
    public @Nullable BrokerError refusalToDelete() {
        return state == GroupState.EMPTY ? null : notEmpty();
    }

    @Override
    public boolean mayRead(String topic) {
        return subscribedTopics == null
                ? protocolType.equals(ConsumerSubscription.PROTOCOL_TYPE)
                : subscribedTopics.contains(topic);
    }

    @Override
    public long retentionBaseMillis(long commitMillis) {
        if (protocolType.isEmpty()) {
            return commitMillis;
        }
        if (state == GroupState.EMPTY) {
            return stateMillis < 0 ? commitMillis : stateMillis;
        }
        return state == GroupState.STABLE && subscribedTopics != null ? commitMillis : NOT_NOW;
    }

    @Override
    public boolean endsWithItsOffsets() {
        return true;
    }

    @Override
    public void forget() {
        replayTombstone();
    }

    @Override
    public void addTombstones(List<CoordinatorRecord> records) {
        records.add(CoordinatorRecord.tombstone(new GroupKey(groupId).encode()));
    }

    @Override
    public void addLiveHead(List<CoordinatorRecord> records) {
        if (written != null) {
            records.add(CoordinatorRecord.of(new GroupKey(groupId).encode(), written.encode()));
        }
    }

    @Override
    public Collection<String> liveParts() {
        return List.of();
    }

    @Override
    public void addLivePart(String part, List<CoordinatorRecord> records) {
        throw new IllegalArgumentException("A classic group is one record");
    }
}
