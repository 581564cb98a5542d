package io.tailwater.core.partition;

import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sentences for what can go wrong with a partition. */
final class PartitionErrors {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionErrors.class);

    /** Nobody listens where a shard was. */
    static final BrokerError STOPPING = new BrokerError(ErrorCode.NOT_LEADER_OR_FOLLOWER, "The broker is stopping");

    private PartitionErrors() {}

    static BrokerError offline(Object partition, Throwable cause) {
        return new BrokerError(
                ErrorCode.KAFKA_STORAGE_ERROR,
                "Partition " + partition + " is offline until the broker is restarted: " + cause.getMessage());
    }

    static BrokerError unknownTopic(PartitionKey key) {
        return new BrokerError(ErrorCode.UNKNOWN_TOPIC_ID, "There is no topic with id " + key.topicId());
    }

    static BrokerError unknownPartition(String topic, PartitionKey key) {
        return new BrokerError(
                ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "Topic " + topic + " has no partition " + key.partition());
    }

    static BrokerError notServed(PartitionKey key) {
        return new BrokerError(
                ErrorCode.NOT_LEADER_OR_FOLLOWER,
                "Partition " + key.partition() + " of topic " + key.topicId() + " is not served at the moment");
    }

    static BrokerError internal(String topic) {
        return new BrokerError(
                ErrorCode.INVALID_TOPIC_EXCEPTION, "Only the broker itself writes to its internal topic " + topic);
    }

    /** Logs what must not happen and makes an error of it. */
    static BrokerError bug(Throwable thrown) {
        LOG.atError().setCause(thrown).log("The broker made a mistake; please report it");
        return new BrokerError(ErrorCode.UNKNOWN_SERVER_ERROR, "The broker made a mistake: " + thrown);
    }
}
