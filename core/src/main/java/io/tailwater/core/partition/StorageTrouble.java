package io.tailwater.core.partition;

import io.tailwater.core.BrokerError;
import io.tailwater.core.ErrorCode;
import io.tailwater.spi.LogId;
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

    /** A request failed for it. */
    BrokerError met(Throwable thrown) {
        Throwable cause = Stages.unwrapped(thrown);
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
