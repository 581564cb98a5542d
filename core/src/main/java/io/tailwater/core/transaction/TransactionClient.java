package io.tailwater.core.transaction;

import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.Result;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;

/**
 * Reaches the coordinators of transactions by messages, and hides where those are. Thread-safe. Futures complete on the caller's
 * context and do not fail but for bugs; what an answer says has survived power loss when it is given.
 *
 * <p>Every request may be refused with {@code COORDINATOR_LOAD_IN_PROGRESS} while the coordinator reads its log, with
 * {@code COORDINATOR_NOT_AVAILABLE} when that cannot be written, or with {@code NOT_COORDINATOR} before {@link #prepare}.
 */
public interface TransactionClient {

    /** Makes the coordinators' log when it is not there; to be done when a client asks where its coordinator is. */
    Future<Result<Done>> prepare();

    /**
     * Gives a producer its id and epoch, and takes those of whoever used the transactional id before. A transaction that is open
     * is aborted first: {@code CONCURRENT_TRANSACTIONS} until that is done.
     *
     * @return {@code INVALID_REQUEST}, {@code INVALID_TRANSACTION_TIMEOUT}, {@code PRODUCER_FENCED},
     *     {@code CONCURRENT_TRANSACTIONS}, {@code POLICY_VIOLATION} (more transactional ids than this broker may hold)
     */
    Future<Result<ProducerIdentity>> initProducer(InitProducer request);

    /**
     * Makes partitions part of a transaction, which begins where there is none.
     *
     * @return {@code INVALID_REQUEST}, {@code INVALID_PRODUCER_ID_MAPPING}, {@code PRODUCER_FENCED},
     *     {@code CONCURRENT_TRANSACTIONS} when the one before is not complete for long
     */
    Future<Result<Done>> addPartitions(ProducerClaim producer, Set<PartitionName> partitions);

    /** Makes a group's offsets part of a transaction; as {@link #addPartitions}. */
    Future<Result<Done>> addOffsets(ProducerClaim producer, String groupId);

    /**
     * Whether a group's offsets may be committed in a transaction.
     *
     * @param addsPartitions whether that makes them part of it (KIP-890); otherwise {@code TRANSACTION_ABORTABLE} when they
     *     are not
     */
    Future<Result<Done>> admitOffsets(ProducerClaim producer, String groupId, boolean addsPartitions);

    /**
     * Decides a transaction; its markers are written afterwards.
     *
     * @return what the producer's next transaction is written with; {@code INVALID_REQUEST},
     *     {@code INVALID_PRODUCER_ID_MAPPING}, {@code PRODUCER_FENCED}, {@code CONCURRENT_TRANSACTIONS},
     *     {@code INVALID_TXN_STATE}
     */
    Future<Result<ProducerIdentity>> end(EndTransaction request);

    /**
     * Ends what a producer's transaction has of committed offsets, because an administrator says so (KIP-664).
     *
     * @param partition of the groups' internal topic
     * @return {@code UNKNOWN_TOPIC_OR_PARTITION}, {@code INVALID_PRODUCER_EPOCH}
     */
    Future<Result<Done>> endOffsets(PartitionName partition, TransactionMarker marker);

    /** Everything about a transactional id; {@code INVALID_REQUEST}, {@code TRANSACTIONAL_ID_NOT_FOUND}. */
    Future<Result<DescribedTransaction>> describe(String transactionalId);

    /** The transactional ids there are, in no order. */
    Future<Result<List<DescribedTransaction>>> list(ListTransactions request);
}
