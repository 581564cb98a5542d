package io.tailwater.core.group;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What comes of joining. */
public sealed interface JoinAnswer {

    /** The member's id. */
    String memberId();

    /** Somebody new is to come back with this id ({@code MEMBER_ID_REQUIRED}); it is kept for a session time-out. */
    record MemberIdRequired(String memberId) implements JoinAnswer {}

    /**
     * A generation has begun.
     *
     * @param memberId the id of the member that is told
     * @param generationId rises with each generation
     * @param protocolType what kind of group it is
     * @param protocolName the way to assign that all members support and most prefer
     * @param leaderId the member that assigns
     * @param skipAssignment whether the leader need not assign, since what it assigned still holds (KIP-814)
     * @param members everybody, for the leader; empty for the others
     */
    record Joined(
            String memberId,
            int generationId,
            String protocolType,
            String protocolName,
            String leaderId,
            boolean skipAssignment,
            List<JoinedMember> members)
            implements JoinAnswer {}

    /** One of the members a leader assigns to, with what it said for the chosen way to assign. */
    record JoinedMember(String memberId, @Nullable String instanceId, OpaqueBytes metadata) {}
}
