package io.tailwater.spi;

import java.util.UUID;

/**
 * Names a log: one partition of one incarnation of a topic. A topic deleted and created again has a new id, and nothing of
 * the old logs may show up in the new ones.
 *
 * @param topic the topic's name, legal as a directory name
 * @param topicId the topic's id, never used again
 * @param partition zero or more
 */
public record LogId(String topic, UUID topicId, int partition) {

    public LogId {
        if (partition < 0) {
            throw new IllegalArgumentException("partition must not be negative: " + partition);
        }
    }

    /** The name people and Kafka's tools know the log by: {@code orders-0}. */
    public String directoryName() {
        return topic + "-" + partition;
    }

    @Override
    public String toString() {
        return directoryName();
    }
}
