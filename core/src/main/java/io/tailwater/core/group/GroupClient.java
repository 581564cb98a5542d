package io.tailwater.core.group;

import io.tailwater.core.result.Done;
import io.tailwater.core.result.Result;
import io.vertx.core.Future;
import java.util.List;

/**
 * Reaches the coordinators of groups by messages, and hides where those are. Thread-safe. Futures complete on the caller's
 * context and do not fail but for bugs; what an answer says has survived power loss when it is given.
 *
 * <p>Every request may be refused with {@code INVALID_GROUP_ID}, {@code COORDINATOR_LOAD_IN_PROGRESS} while the coordinator
 * reads its log, or {@code COORDINATOR_NOT_AVAILABLE} when its log cannot be written; clients then try again.
 */
public interface GroupClient {

    /**
     * Makes what the coordinators of groups keep their state in, when it is not there yet. Clients bring this about by
     * FindCoordinator, before they ask for anything else; a coordinator may still be reading its log when it is answered.
     */
    Future<Result<Done>> prepare();

    /**
     * Joins a group; the answer waits until all members have joined or the rebalance time-out has passed.
     *
     * @return {@code INVALID_SESSION_TIMEOUT}, {@code UNKNOWN_MEMBER_ID}, {@code FENCED_INSTANCE_ID},
     *     {@code INCONSISTENT_GROUP_PROTOCOL}, {@code GROUP_MAX_SIZE_REACHED}, or {@code REBALANCE_IN_PROGRESS}: join again
     */
    Future<Result<JoinAnswer>> join(JoinGroup request);

    /**
     * Asks for the member's assignment; the answer waits for the leader.
     *
     * @return {@code UNKNOWN_MEMBER_ID}, {@code FENCED_INSTANCE_ID}, {@code ILLEGAL_GENERATION},
     *     {@code INCONSISTENT_GROUP_PROTOCOL}, or {@code REBALANCE_IN_PROGRESS}: join again
     */
    Future<Result<SyncAnswer>> sync(SyncGroup request);

    /**
     * Keeps a member alive.
     *
     * @return {@code UNKNOWN_MEMBER_ID}, {@code FENCED_INSTANCE_ID}, {@code ILLEGAL_GENERATION}, or
     *     {@code REBALANCE_IN_PROGRESS}: the member lives, and is to join again
     */
    Future<Result<Done>> heartbeat(Heartbeat request);

    /** Takes members out; one answer for each, in order. {@code UNKNOWN_MEMBER_ID} as a whole: there is no such group. */
    Future<Result<List<LeftMember>>> leave(LeaveGroup request);

    /**
     * Keeps offsets.
     *
     * @return topics and partitions in the request's order, each with {@code UNKNOWN_TOPIC_OR_PARTITION},
     *     {@code UNKNOWN_TOPIC_ID}, {@code OFFSET_METADATA_TOO_LARGE}, {@code POLICY_VIOLATION} (groups and offsets take all
     *     the memory they may) or no error; refused as a whole with
     *     {@code UNKNOWN_MEMBER_ID}, {@code FENCED_INSTANCE_ID}, {@code ILLEGAL_GENERATION},
     *     {@code REBALANCE_IN_PROGRESS}, {@code GROUP_ID_NOT_FOUND} (a member of no group; {@code ILLEGAL_GENERATION} in a
     *     transaction), {@code INVALID_PRODUCER_EPOCH}
     */
    Future<Result<List<TopicPartitions<PartitionAnswer>>>> commitOffsets(CommitOffsets request);

    /** How far groups have come; one answer for each, in order. A group nobody knows has committed nothing. */
    Future<List<GroupAnswer<List<TopicPartitions<FetchedOffset>>>>> fetchOffsets(FetchOffsets request);

    /**
     * Forgets offsets.
     *
     * @return topics and partitions in the request's order, each with {@code GROUP_SUBSCRIBED_TO_TOPIC},
     *     {@code UNKNOWN_TOPIC_OR_PARTITION} or no error; refused as a whole with {@code GROUP_ID_NOT_FOUND},
     *     {@code NON_EMPTY_GROUP}
     */
    Future<Result<List<TopicPartitions<PartitionAnswer>>>> deleteOffsets(DeleteOffsets request);

    /** The groups there are, in no order. */
    Future<Result<List<ListedGroup>>> list(ListGroups request);

    /** Everything about some groups; one answer for each, in order; {@code GROUP_ID_NOT_FOUND}. */
    Future<List<GroupAnswer<DescribedGroup>>> describe(List<String> groupIds);

    /**
     * A member of a share group reports, comes or goes.
     *
     * @return {@code GROUP_ID_NOT_FOUND} also for a group of another type, {@code UNKNOWN_MEMBER_ID},
     *     {@code FENCED_MEMBER_EPOCH}: join again; {@code GROUP_MAX_SIZE_REACHED}
     */
    Future<Result<ShareHeartbeatAnswer>> shareHeartbeat(ShareHeartbeat request);

    /** Everything about some share groups; one answer for each, in order; {@code GROUP_ID_NOT_FOUND}. */
    Future<List<GroupAnswer<DescribedShareGroup>>> describeShare(List<String> groupIds);

    /**
     * Forgets groups and their offsets.
     *
     * @return one answer for each, in order; {@code GROUP_ID_NOT_FOUND}, {@code NON_EMPTY_GROUP}
     */
    Future<List<GroupAnswer<Done>>> delete(List<String> groupIds);

    /**
     * A member of a consumer group joins, reports or leaves (KIP-848).
     *
     * @return {@code UNKNOWN_MEMBER_ID}, {@code FENCED_MEMBER_EPOCH}: give all up and join again; {@code FENCED_INSTANCE_ID},
     *     {@code UNRELEASED_INSTANCE_ID}, {@code GROUP_ID_NOT_FOUND} (also a group of another type that does not become one),
     *     {@code GROUP_MAX_SIZE_REACHED}, {@code UNSUPPORTED_ASSIGNOR}, {@code INVALID_REGULAR_EXPRESSION},
     *     {@code INVALID_REQUEST}
     */
    Future<Result<ConsumerHeartbeatAnswer>> consumerHeartbeat(ConsumerHeartbeat request);

    /** Everything about some consumer groups; one answer for each, in order; {@code GROUP_ID_NOT_FOUND}. */
    Future<List<GroupAnswer<DescribedConsumerGroup>>> describeConsumers(List<String> groupIds);
}
