package io.tailwater.core.partition;

import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.worker.Promised;
import io.tailwater.spi.LogId;
import io.tailwater.spi.StorageException;
import org.jspecify.annotations.Nullable;
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
    private boolean flushFailed;
    private @Nullable BrokerError offline;

    StorageTrouble(LogId id) {
        this.id = id;
    }

    /**
     * A flush failed. One that found no space, or could not open or name a file, may work later; after any other the log takes no
     * more writes, and whatever they fail with from now on, that is why.
     */
    BrokerError metFlushing(Throwable thrown) {
        BrokerError error = met(thrown);
        if (error.code() == ErrorCode.KAFKA_STORAGE_ERROR) {
            flushFailed = true;
            if (!mayWorkLater(thrown) && offline == null) {
                LOG.atError()
                        .addKeyValue("partition", id)
                        .log("A flush failed: the log takes no writes until the broker is started anew on a good disk");
                offline = PartitionErrors.offline(id, Promised.unwrapped(thrown));
            }
        }
        return error;
    }

    private static boolean mayWorkLater(Throwable thrown) {
        return Promised.unwrapped(thrown) instanceof StorageException failure
                && (failure.kind() == StorageException.Kind.FULL
                        || failure.kind() == StorageException.Kind.UNAVAILABLE);
    }

    /** An append failed. */
    BrokerError metWriting(Throwable thrown) {
        BrokerError why = offline;
        return why == null ? met(thrown) : why;
    }

    /** Why the log takes no more writes, or null while it does. */
    @Nullable
    BrokerError offline() {
        return offline;
    }

    /** A request failed for it. That a log was closed, because its topic went or the broker stops, is no trouble. */
    BrokerError met(Throwable thrown) {
        Throwable cause = Promised.unwrapped(thrown);
        if (cause instanceof StorageException failure && failure.kind() == StorageException.Kind.CLOSED) {
            return new BrokerError(ErrorCode.NOT_LEADER_OR_FOLLOWER, id + " is not served any more");
        }
        if (!met) {
            met = true;
            tell(cause);
        }
        return new BrokerError(ErrorCode.KAFKA_STORAGE_ERROR, "Storage of " + id + " failed: " + cause.getMessage());
    }

    private void tell(Throwable cause) {
        if (cause instanceof StorageException failure && failure.kind() == StorageException.Kind.FULL) {
            LOG.atError()
                    .addKeyValue("partition", id)
                    .log("The disk is full, appends are refused until there is room: {}", cause.getMessage());
        } else {
            LOG.atError()
                    .addKeyValue("partition", id)
                    .setCause(cause)
                    .log("Storage failed, requests are refused: {}", cause.getMessage());
        }
    }

    /** A flush was done. */
    void overFlushing() {
        flushFailed = false;
        over();
    }

    /** A write was done; while flushes fail that says little. */
    void over() {
        if (met && !flushFailed) {
            met = false;
            LOG.atInfo().addKeyValue("partition", id).log("Storage works again");
        }
    }
}
