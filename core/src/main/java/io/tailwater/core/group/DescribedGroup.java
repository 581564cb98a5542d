package io.tailwater.core.group;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything about a classic group.
 *
 * @param groupId its id
 * @param state where it stands
 * @param protocolType {@code consumer}, {@code connect}; empty when it never had members
 * @param protocolName the way that was assigned; empty unless it is stable
 * @param members everybody
 */
public record DescribedGroup(
        String groupId, GroupState state, String protocolType, String protocolName, List<DescribedMember> members) {

    /**
     * One member.
     *
     * @param memberId given by the group
     * @param instanceId its own name, or null
     * @param clientId what it calls itself
     * @param clientHost where it comes from
     * @param metadata what it said for the way that was assigned; empty unless the group is stable
     * @param assignment what it was assigned; empty unless the group is stable
     */
    public record DescribedMember(
            String memberId,
            @Nullable String instanceId,
            String clientId,
            String clientHost,
            OpaqueBytes metadata,
            OpaqueBytes assignment) {}
}
