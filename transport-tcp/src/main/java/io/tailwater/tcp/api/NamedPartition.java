package io.tailwater.tcp.api;

import io.tailwater.core.Broker;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.topic.Topic;
import io.tailwater.tcp.wire.KafkaErrors;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Partitions as those APIs name them that know no topic ids. Stateless. */
final class NamedPartition {

    private NamedPartition() {}

    /** Core's name for it, or null when there is no such topic; core says whether the topic has the partition. */
    static @Nullable PartitionKey find(Broker broker, String topicName, int partition) {
        Topic topic = broker.topics().find(topicName);
        return topic == null ? null : new PartitionKey(topic.id(), partition);
    }

    /** An error for a client that gave a name: when the topic went away meanwhile, it never heard of an id. */
    static Errors error(ErrorCode code) {
        return code == ErrorCode.UNKNOWN_TOPIC_ID ? Errors.UNKNOWN_TOPIC_OR_PARTITION : KafkaErrors.of(code);
    }
}
