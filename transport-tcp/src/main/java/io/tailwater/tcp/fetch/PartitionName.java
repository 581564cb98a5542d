package io.tailwater.tcp.fetch;

import org.apache.kafka.common.Uuid;

/**
 * How a client names a partition: by its topic's name, or from Fetch v13 on by its id.
 *
 * @param topic empty when named by id
 * @param topicId zero when named by name
 * @param partition the index
 */
record PartitionName(String topic, Uuid topicId, int partition) {

    boolean byId() {
        return topic.isEmpty();
    }
}
