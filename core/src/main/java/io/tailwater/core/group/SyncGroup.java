package io.tailwater.core.group;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings the leader's assignments, and asks for the member's own. The answer waits for the leader's.
 *
 * @param groupId 1 character or more
 * @param member who asks
 * @param protocolType what the client believes the group is, or null when it does not say
 * @param protocolName what the client believes was chosen, or null when it does not say
 * @param assignments by member id; empty but from the leader
 */
public record SyncGroup(
        String groupId,
        MemberClaim member,
        @Nullable String protocolType,
        @Nullable String protocolName,
        Map<String, OpaqueBytes> assignments) {

    public SyncGroup {
        assignments = Map.copyOf(assignments);
    }
}
