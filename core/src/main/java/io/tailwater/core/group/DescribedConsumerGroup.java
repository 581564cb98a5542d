package io.tailwater.core.group;

import io.tailwater.core.group.assign.Assignment;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything about a consumer group.
 *
 * @param groupId its id
 * @param state where it stands
 * @param epoch the group's epoch
 * @param assignmentEpoch the epoch that the last assignment was made for
 * @param assignor the way it was made
 * @param members everybody
 */
public record DescribedConsumerGroup(
        String groupId, GroupState state, int epoch, int assignmentEpoch, String assignor, List<Member> members) {

    /**
     * One member.
     *
     * @param memberId its id
     * @param instanceId its own name, or null
     * @param rackId where it is, or null
     * @param epoch the epoch it is in
     * @param clientId what it calls itself
     * @param clientHost where it comes from
     * @param topics the topics it subscribes to by name
     * @param expression the regular expression it subscribes with; empty for none
     * @param assigned what it has, be it that it is to give some up
     * @param target what is assigned to it
     * @param classic whether it speaks the classic protocol
     */
    public record Member(
            String memberId,
            @Nullable String instanceId,
            @Nullable String rackId,
            int epoch,
            String clientId,
            String clientHost,
            Set<String> topics,
            String expression,
            Assignment assigned,
            Assignment target,
            boolean classic) {}
}
