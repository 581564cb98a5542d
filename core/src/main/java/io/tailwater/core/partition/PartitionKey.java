package io.tailwater.core.partition;

import java.util.UUID;

/**
 * One partition of one incarnation of a topic.
 *
 * @param topicId the topic's id
 * @param partition its index, 0 or more
 */
public record PartitionKey(UUID topicId, int partition) {

    @Override
    public int hashCode() {
        return topicId.hashCode() + partition;
    }
}
