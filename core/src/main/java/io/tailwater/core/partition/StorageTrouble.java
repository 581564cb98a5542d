package io.tailwater.core.partition;

import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.spi.LogId;
import io.tailwater.spi.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people about a log's disk: once when it begins to fail and once when it works again, however many requests meet it.
 * Owned by the partition's shard.
 */
final class StorageTrouble {

    private static final Logger LOG = LoggerFactory.getLogger(StorageTrouble.class);

    private final LogId id;
    private boolean met;

    StorageTrouble(LogId id) {
        this.id = id;
    }

    /** A request failed for it. That a log was closed, because its topic went or the broker stops, is no trouble. */
    BrokerError met(Throwable thrown) {
        Throwable cause = Stages.unwrapped(thrown);
        if (cause instanceof StorageException failure && failure.kind() == StorageException.Kind.CLOSED) {
            return new BrokerError(ErrorCode.NOT_LEADER_OR_FOLLOWER, id + " is not served any more");
        }
        if (!met) {
            met = true;
            LOG.atError().addKeyValue("partition", id).setCause(cause).log("Storage failed; requests are refused");
        }
        return new BrokerError(ErrorCode.KAFKA_STORAGE_ERROR, "Storage of " + id + " failed: " + cause.getMessage());
    }

    /** A write was done. */
    void over() {
        if (met) {
            met = false;
            LOG.atInfo().addKeyValue("partition", id).log("Storage works again");
        }
    }
}
