package io.tailwater.core.partition;

import io.tailwater.core.result.Result;
import io.vertx.core.Context;
import io.vertx.core.Future;

/**
 * Reaches partitions by messages to the shards that own them, and hides where those are. Thread-safe. Futures complete on
 * the caller's context and do not fail but for bugs.
 *
 * <p>An unknown partition gives {@code UNKNOWN_TOPIC_OR_PARTITION} (or {@code UNKNOWN_TOPIC_ID} when its topic is not
 * known); a wrong leader epoch {@code FENCED_LEADER_EPOCH} or {@code UNKNOWN_LEADER_EPOCH}; a broken or full disk
 * {@code KAFKA_STORAGE_ERROR}.
 */
public interface PartitionClient {

    /** Begins the appends of one connection, whose outcomes arrive on {@code context}, an event loop's. */
    AppendSequence appends(Context context);

    /** Reads, or waits for something to read; call from an event-loop context. */
    PendingFetch fetch(FetchQuery query);

    /** Looks an offset up; {@code currentLeaderEpoch} is -1 when the client does not say. */
    Future<Result<OffsetFound>> findOffset(PartitionKey key, OffsetSpec spec, int currentLeaderEpoch);

    /** Where an epoch ended; {@code currentLeaderEpoch} is -1 when the client does not say. */
    Future<Result<EpochEndOffset>> epochEnd(PartitionKey key, int leaderEpoch, int currentLeaderEpoch);

    /**
     * Deletes records below an offset, durably.
     *
     * @param beforeOffset the new first offset, or -1 for the high watermark
     * @return the log's first offset; {@code OFFSET_OUT_OF_RANGE}
     */
    Future<Result<Long>> deleteRecords(PartitionKey key, long beforeOffset);

    Future<Result<PartitionStatus>> status(PartitionKey key);
}
