package io.tailwater.core.partition;

import io.tailwater.core.record.BatchCheck;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.topic.Topic;
import io.tailwater.spi.RecordBatchHeader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The check of one request, in steps. Owned by the connection's loop, then, if it takes long, by one worker.
 *
 * <p>When it is finished, every append of the request either has its shard or was refused.
 */
final class AppendCheck {

    private static final int COMPRESSED_COST = 2;

    private final AppendRequest request;
    private final AppendChecks checks;
    private int entry;
    private @Nullable BatchCheck current;

    AppendCheck(AppendRequest request, AppendChecks checks) {
        this.request = request;
        this.checks = checks;
    }

    AppendRequest request() {
        return request;
    }

    /**
     * Goes on for about so many bytes of records.
     *
     * @return whether it is finished; it is when it failed
     */
    boolean advance(int budgetBytes) {
        try {
            int budget = budgetBytes;
            while (entry < request.size()) {
                if (budget <= 0 || !checkEntry(budget)) {
                    return false;
                }
                if (budgetBytes != Integer.MAX_VALUE) {
                    budget -= request.append(entry).batches().remaining();
                }
                entry++;
            }
            return true;
        } catch (RuntimeException | Error e) {
            fail(e);
            return true;
        }
    }

    /** Refuses what is not checked yet. */
    void fail(Throwable thrown) {
        BrokerError error = PartitionErrors.bug(thrown);
        closeCurrent();
        for (; entry < request.size(); entry++) {
            request.refuse(entry, error);
        }
    }

    private boolean checkEntry(int budgetBytes) {
        PartitionAppend append = request.append(entry);
        BatchCheck check = current;
        if (check == null) {
            Topic topic = checks.topicOf(append.key());
            if (topic == null) {
                request.refuse(entry, checks.topics().missing(append.key()));
                return true;
            }
            if (topic.internal()) {
                request.refuse(entry, PartitionErrors.internal(topic.name()));
                return true;
            }
            check = checks.format().check(append.batches(), checks.rulesOf(topic));
            current = check;
        }
        if (!check.advance(stepFor(append.batches(), budgetBytes))) {
            return false;
        }
        BrokerError error = check.error();
        closeCurrent();
        if (error == null && !isOneBatch(append.batches())) {
            error = new BrokerError(
                    ErrorCode.INVALID_RECORD,
                    "A request has to bring exactly one batch of records for partition "
                            + append.key().partition());
        }
        if (error == null) {
            request.setShard(entry, checks.shardOf(append.key()));
        } else {
            request.refuse(entry, error);
        }
        return true;
    }

    /** A byte that has to be decompressed costs several times one that has not. */
    private static int stepFor(ByteBuffer batches, int budgetBytes) {
        boolean plain = budgetBytes == Integer.MAX_VALUE
                || batches.remaining() < RecordBatchHeader.SIZE
                || RecordBatchHeader.compression(batches, batches.position()) == 0;
        return plain ? budgetBytes : Math.max(1, budgetBytes / COMPRESSED_COST);
    }

    private static boolean isOneBatch(ByteBuffer batches) {
        return batches.remaining() >= RecordBatchHeader.SIZE
                && RecordBatchHeader.sizeInBytes(batches, batches.position()) == batches.remaining();
    }

    private void closeCurrent() {
        BatchCheck check = current;
        if (check != null) {
            check.close();
            current = null;
        }
    }
}
