package io.tailwater.core.partition;

import io.tailwater.core.record.BatchCheck;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.topic.TopicConfig;
import io.tailwater.spi.RecordBatchHeader;
import java.nio.ByteBuffer;
import java.util.Objects;
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
    private @Nullable Topic topic;

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
            Topic found = checks.topicOf(append.key());
            BrokerError refusal = refusal(found, append.key());
            if (found == null || refusal != null) {
                request.refuse(entry, refusal == null ? checks.topics().missing(append.key()) : refusal);
                return true;
            }
            topic = found;
            check = checks.format().check(append.batches(), checks.rulesOf(found));
            current = check;
        }
        if (!check.advance(stepFor(append.batches(), budgetBytes))) {
            return false;
        }
        BrokerError error = check.error();
        if (error == null && !isOneBatch(append.batches())) {
            error = new BrokerError(
                    ErrorCode.INVALID_RECORD,
                    "A request has to bring exactly one batch of records for partition "
                            + append.key().partition());
        }
        if (error == null && isKeptOtherwise(append.batches())) {
            if (budgetBytes != Integer.MAX_VALUE) {
                return false; // compressing is a worker's
            }
            error = recompress(append.batches());
        }
        closeCurrent();
        if (error == null) {
            request.setShard(entry, checks.shardOf(append.key()));
        } else {
            request.refuse(entry, error);
        }
        return true;
    }

    /** Why nothing can be appended, whatever it is, or null. */
    private @Nullable BrokerError refusal(@Nullable Topic found, PartitionKey key) {
        if (found == null) {
            return checks.topics().missing(key);
        }
        if (found.internal()) {
            return PartitionErrors.internal(found.name());
        }
        int replicas = found.config().minInsyncReplicas();
        return request.acks() == Acks.DURABLE && replicas > 1
                ? new BrokerError(
                        ErrorCode.NOT_ENOUGH_REPLICAS,
                        "Topic " + found.name() + " demands " + replicas
                                + " replicas of acks=all (min.insync.replicas); there is one")
                : null;
    }

    private boolean isKeptOtherwise(ByteBuffer batch) {
        return topic != null
                && topic.config().compression().changes(RecordBatchHeader.compression(batch, batch.position()));
    }

    private @Nullable BrokerError recompress(ByteBuffer batch) {
        TopicConfig config = Objects.requireNonNull(topic).config();
        Result<ByteBuffer> result = checks.format().recompress(batch, config.compression(), config.maxMessageBytes());
        if (result instanceof Result.Refused<ByteBuffer> refused) {
            return refused.error();
        }
        request.rewrite(entry, ((Result.Ok<ByteBuffer>) result).value());
        return null;
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
