package io.tailwater.core.group;

import org.jspecify.annotations.Nullable;

/**
 * Whom a client says it is when it speaks as a member of a group.
 *
 * @param memberId given by the group when it joined; empty when it did not
 * @param instanceId its own name that outlives its process (KIP-345), or null
 * @param generationId the generation it takes part in; -1 when in none, as a simple consumer that only commits offsets
 */
public record MemberClaim(String memberId, @Nullable String instanceId, int generationId) {

    /** Somebody who is no member. */
    public static final MemberClaim NONE = new MemberClaim("", null, -1);
}
