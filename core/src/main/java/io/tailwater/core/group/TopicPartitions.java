package io.tailwater.core.group;

import java.util.List;
import java.util.UUID;

/**
 * Something about some partitions of one topic.
 *
 * @param topic its name
 * @param topicId its id; {@link #NO_ID} where a client speaks of topics by name only
 * @param partitions what is said or asked of each
 * @param <P> what that is
 */
public record TopicPartitions<P>(String topic, UUID topicId, List<P> partitions) {

    /** Stands for "the client did not say". */
    public static final UUID NO_ID = new UUID(0, 0);
}
