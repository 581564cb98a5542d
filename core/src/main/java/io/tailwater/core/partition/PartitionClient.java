package io.tailwater.core.partition;

import io.tailwater.core.integrity.RangeCheck;
import io.tailwater.core.producer.ProducerDescription;
import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.result.Result;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;

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

    /**
     * Decides a producer's transaction in some partitions, each on its own; a marker may be written again.
     *
     * @param epochPerTransaction whether the marker's epoch is above that of the transaction's records (KIP-890), so that
     *     another marker has an epoch that was not seen before
     * @return one outcome per partition, in order, when they survive power loss; {@code INVALID_PRODUCER_EPOCH} or
     *     {@code TRANSACTION_COORDINATOR_FENCED} when the marker comes too late
     */
    Future<List<AppendOutcome>> endTransaction(
            TransactionMarker marker, boolean epochPerTransaction, List<PartitionKey> keys);

    /** The producers that a partition remembers, longest idle first. */
    Future<Result<List<ProducerDescription>>> producers(PartitionKey key);

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

    /**
     * Has the batches from an offset on checked, because one of them could not be read or because it is time. What is damaged is
     * marked: it is answered {@code CORRUPT_MESSAGE} from then on.
     *
     * @param maxBytes about how many bytes; at least one batch
     */
    Future<Result<RangeCheck.Checked>> check(PartitionKey key, long fromOffset, int maxBytes);

    /** The same for many partitions together; one answer for each, in order. */
    Future<List<Result<PartitionStatus>>> statuses(List<PartitionKey> keys);
}
