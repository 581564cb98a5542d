package io.tailwater.tcp.share;

import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.tcp.wire.KafkaErrors;
import java.util.Set;
import org.apache.kafka.common.protocol.Errors;

/** What members are told of what went wrong: they know a few errors only, and stop at others. Stateless. */
public final class ShareErrors {

    private static final Set<Errors> OF_FETCHES = Set.of(
            Errors.NOT_LEADER_OR_FOLLOWER,
            Errors.KAFKA_STORAGE_ERROR,
            Errors.UNKNOWN_TOPIC_OR_PARTITION,
            Errors.UNKNOWN_TOPIC_ID,
            Errors.CORRUPT_MESSAGE);

    /** Of a topic that who asks may not read. */
    public static final BrokerError UNAUTHORIZED =
            new BrokerError(ErrorCode.TOPIC_AUTHORIZATION_FAILED, Errors.TOPIC_AUTHORIZATION_FAILED.message());

    private ShareErrors() {}

    /** The error of a partition that cannot be fetched from. */
    public static Errors ofFetch(BrokerError error) {
        Errors kafkas = KafkaErrors.of(error.code());
        return OF_FETCHES.contains(kafkas) ? kafkas : Errors.UNKNOWN_SERVER_ERROR;
    }
}
