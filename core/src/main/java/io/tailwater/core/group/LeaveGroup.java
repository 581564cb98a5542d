package io.tailwater.core.group;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes members out of a group, be it each by itself or several by an administrator (KIP-345). */
public record LeaveGroup(String groupId, List<LeavingMember> members) {

    public LeaveGroup {
        members = List.copyOf(members);
    }

    /**
     * One member to take out.
     *
     * @param memberId its id; empty when only its instance is known
     * @param instanceId its own name, or null
     * @param reason why, for the log, or null (KIP-800)
     */
    public record LeavingMember(
            String memberId,
            @Nullable String instanceId,
            @Nullable String reason) {}
}
