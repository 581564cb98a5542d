package io.tailwater.core.group;

import io.tailwater.core.group.assign.Assignment;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything about a share group but how far it has come.
 *
 * @param groupId its id
 * @param state where it stands
 * @param epoch rises with every change that asks for a new assignment
 * @param assignmentEpoch the epoch of what is assigned
 * @param members who is in it
 */
public record DescribedShareGroup(
        String groupId, GroupState state, int epoch, int assignmentEpoch, List<DescribedMember> members) {

    /**
     * One who is in it.
     *
     * @param memberId its id
     * @param rackId where it is, or null
     * @param epoch the epoch it is in
     * @param clientId what its client calls itself
     * @param clientHost where it comes from
     * @param topics the names of topics it subscribes to
     * @param assigned what it may read
     */
    public record DescribedMember(
            String memberId,
            @Nullable String rackId,
            int epoch,
            String clientId,
            String clientHost,
            Collection<String> topics,
            Assignment assigned) {}
}
