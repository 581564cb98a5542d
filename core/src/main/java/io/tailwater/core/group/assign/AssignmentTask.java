package io.tailwater.core.group.assign;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What is to be assigned to whom.
 *
 * @param subscribers everybody, in an order that stays when nobody comes or goes
 * @param partitionCounts how many partitions each topic has that somebody subscribes to; topics that are not there are not in it
 * @param homogeneous whether all subscribe to the same topics
 */
public record AssignmentTask(List<Subscriber> subscribers, Map<UUID, Integer> partitionCounts, boolean homogeneous) {

    /**
     * A member to which partitions can be assigned.
     *
     * @param memberId its id
     * @param topics the topics it subscribes to that are there
     * @param target what is assigned to it at this moment
     */
    public record Subscriber(String memberId, Set<UUID> topics, Assignment target) {}
}
