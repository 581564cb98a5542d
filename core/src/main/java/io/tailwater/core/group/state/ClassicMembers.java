package io.tailwater.core.group.state;

import io.tailwater.core.coordinator.Footprint;
import io.tailwater.core.coordinator.Reply;
import io.tailwater.core.group.JoinAnswer;
import io.tailwater.core.group.JoinProtocol;
import io.tailwater.core.group.OpaqueBytes;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The members of a classic group, in the order of joining, by id and by instance. Owned by its group. */
final class ClassicMembers {

    private final String groupId;
    private final Footprint footprint;
    private final Map<String, ClassicMember> byId = new LinkedHashMap<>();
    private final Map<String, ClassicMember> byInstance = new HashMap<>();
    private final SupportedProtocols supported = new SupportedProtocols();
    private int joining;

    ClassicMembers(String groupId, Footprint footprint) {
        this.groupId = groupId;
        this.footprint = footprint;
    }

    Collection<ClassicMember> all() {
        return byId.values();
    }

    int size() {
        return byId.size();
    }

    boolean isEmpty() {
        return byId.isEmpty();
    }

    @Nullable
    ClassicMember find(String memberId) {
        return byId.get(memberId);
    }

    @Nullable
    ClassicMember findInstance(@Nullable String instanceId) {
        return instanceId == null ? null : byInstance.get(instanceId);
    }

    /** Why somebody is not the member it claims to be, or null. */
    @Nullable
    BrokerError refusalOf(String memberId, @Nullable String instanceId) {
        if (instanceId != null) {
            ClassicMember owner = byInstance.get(instanceId);
            if (owner == null) {
                return unknown("instance " + instanceId);
            }
            if (!owner.memberId().equals(memberId)) {
                return new BrokerError(
                        ErrorCode.FENCED_INSTANCE_ID,
                        "Instance " + instanceId + " of group " + groupId + " is another member by now");
            }
        }
        return byId.containsKey(memberId) ? null : unknown("member " + memberId);
    }

    BrokerError unknown(String who) {
        return new BrokerError(ErrorCode.UNKNOWN_MEMBER_ID, "Group " + groupId + " has no " + who);
    }

    /** How many have joined and wait for the others. */
    int joining() {
        return joining;
    }

    void add(ClassicMember member) {
        byId.put(member.memberId(), member);
        if (member.instanceId() != null) {
            byInstance.put(member.instanceId(), member);
        }
        supported.add(member.protocols());
        footprint.add(member.footprint());
    }

    /** What waits for it has to be answered before. */
    void remove(ClassicMember member) {
        byId.remove(member.memberId());
        if (member.instanceId() != null) {
            byInstance.remove(member.instanceId(), member);
        }
        supported.remove(member.protocols());
        footprint.add(-member.footprint());
    }

    /** Takes over what a member says when it joins. */
    void update(
            ClassicMember member, List<JoinProtocol> protocols, int rebalanceTimeoutMillis, int sessionTimeoutMillis) {
        supported.remove(member.protocols());
        footprint.add(-member.footprint());
        member.setProtocols(protocols, rebalanceTimeoutMillis, sessionTimeoutMillis);
        supported.add(protocols);
        footprint.add(member.footprint());
    }

    void assign(ClassicMember member, OpaqueBytes assignment) {
        footprint.add(assignment.size() - member.assignment().size());
        member.setAssignment(assignment);
    }

    /** Keeps what answers a member's joining; what waited before has to be answered first. */
    void setJoining(ClassicMember member, Reply<JoinAnswer> reply) {
        joining += member.isJoining() ? 0 : 1;
        member.setJoining(reply);
    }

    /** The reply that joining waits for, which is then no longer the member's; null when it does not wait. */
    @Nullable
    Reply<JoinAnswer> takeJoining(ClassicMember member) {
        joining -= member.isJoining() ? 1 : 0;
        return member.takeJoining();
    }

    /** The longest time any of them asks for. */
    int rebalanceTimeoutMillis() {
        int longest = 0;
        for (ClassicMember member : byId.values()) {
            longest = Math.max(longest, member.rebalanceTimeoutMillis());
        }
        return longest;
    }

    boolean anySupportedByAll(List<JoinProtocol> protocols) {
        return supported.anySupportedByAll(protocols, byId.size());
    }

    /** The way that most like best among those that all support; null when there is none. */
    @Nullable
    String selectProtocol() {
        return supported.select(byId.values());
    }
}
