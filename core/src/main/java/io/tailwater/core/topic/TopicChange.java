package io.tailwater.core.topic;

import io.tailwater.core.bus.BrokerMessage;

/**
 * Something happened to a topic: published to {@link io.tailwater.core.bus.BusAddresses#TOPICS_CHANGED}.
 *
 * @param kind what
 * @param topic the topic as it is now, or was before it was deleted
 */
public record TopicChange(Kind kind, Topic topic) implements BrokerMessage {

    /** What can happen to a topic. */
    public enum Kind {
        CREATED,
        GREW,
        CONFIGURED,
        DELETED
    }
}
