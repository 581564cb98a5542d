package io.tailwater.core.share;

import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.Result;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/**
 * Reaches the coordinators of share groups' records by messages, and hides where those are. Thread-safe. Futures complete on
 * the caller's context and do not fail but for bugs; what an answer says has survived power loss when it is given.
 *
 * <p>Every request may be refused with {@code COORDINATOR_LOAD_IN_PROGRESS} while the coordinator reads its log, or
 * {@code COORDINATOR_NOT_AVAILABLE} when its log cannot be written; clients then try again.
 */
public interface ShareClient {

    /** Makes what the coordinators keep their state in, when it is not there yet; done by the first fetch in any case. */
    Future<Result<Done>> prepare();

    /** What a group goes by at this moment. */
    ShareSettings settings(String groupId);

    /** Gives records to a member, or waits for some; call from an event-loop context. */
    PendingShareFetch fetch(ShareFetchQuery query);

    /**
     * Takes what a member says of records it was given.
     *
     * @return one outcome for each partition, in order: of a partition everything is taken or nothing.
     *     {@code INVALID_RECORD_STATE} when the member does not have a record (any more), {@code INVALID_REQUEST} when nobody was
     *     given it yet, {@code UNKNOWN_TOPIC_OR_PARTITION}
     */
    Future<Result<List<PartitionOutcome>>> acknowledge(ShareMember member, List<PartitionAcknowledgements> partitions);

    /** A member will not acknowledge what it was given of some partitions: others may have it, as if it had not been delivered. */
    Future<Result<Done>> release(ShareMember member, List<PartitionKey> partitions);

    /** How far a group has come in the partitions in which it has begun. */
    Future<Result<List<ShareOffset>>> offsets(String groupId);

    /** Has a group go on, or back, to other offsets in some partitions: what it knew of records there is forgotten. */
    Future<Result<Done>> alterOffsets(String groupId, Map<PartitionKey, Long> startOffsets);

    /** Forgets how far a group has come in some partitions. */
    Future<Result<Done>> deleteOffsets(String groupId, List<PartitionKey> partitions);

    /** Forgets how far a group has come. */
    Future<Result<Done>> deleteGroup(String groupId);
}
