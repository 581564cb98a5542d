package io.tailwater.core.group.state;

import io.tailwater.core.config.GroupsConfig;
import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.coordinator.Footprint;
import io.tailwater.core.coordinator.Reply;
import io.tailwater.core.group.CommitOffsets;
import io.tailwater.core.group.CommitOffsets.NewOffset;
import io.tailwater.core.group.CommitOffsets.Transaction;
import io.tailwater.core.group.DeleteOffsets;
import io.tailwater.core.group.PartitionAnswer;
import io.tailwater.core.group.TopicPartitions;
import io.tailwater.core.group.record.OffsetValue;
import io.tailwater.core.group.record.RecordKey.OffsetKey;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.topic.Topic;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Committing and deleting offsets. Confined to its coordinator's event loop. */
final class OffsetRequests {

    private final Supplier<GroupsConfig> config;
    private final KnownTopics topics;
    private final Footprint footprint;

    OffsetRequests(Supplier<GroupsConfig> config, KnownTopics topics, Footprint footprint) {
        this.config = config;
        this.topics = topics;
        this.footprint = footprint;
    }

    /** Writes what somebody who may do so commits; {@code held} is null when there is no such group yet. */
    void commit(
            @Nullable HeldGroup held,
            CommitOffsets request,
            Reply<List<TopicPartitions<PartitionAnswer>>> reply,
            CoordinatorOutput output) {
        List<TopicPartitions<PartitionAnswer>> answers =
                new ArrayList<>(request.topics().size());
        for (TopicPartitions<NewOffset> asked : request.topics()) {
            Topic topic = topics.find(asked.topic());
            List<PartitionAnswer> partitions =
                    new ArrayList<>(asked.partitions().size());
            for (NewOffset offset : asked.partitions()) {
                BrokerError refusal = refusal(held, asked, topic, offset);
                if (refusal == null && topic != null && held != null) {
                    refusal = inItsTerms(
                            request, held.group().refusalToCommit(request.member(), topic.id(), offset.partition()));
                }
                if (refusal == null && topic != null) {
                    output.append(record(request, topic, offset, output.nowMillis()));
                }
                partitions.add(new PartitionAnswer(offset.partition(), refusal));
            }
            answers.add(new TopicPartitions<>(asked.topic(), asked.topicId(), partitions));
        }
        output.answer(reply, answers);
    }

    private @Nullable BrokerError refusal(
            @Nullable HeldGroup held, TopicPartitions<?> asked, @Nullable Topic topic, NewOffset offset) {
        BrokerError unknown = unknown(asked, topic, offset.partition());
        if (unknown != null) {
            return unknown;
        }
        if (offset.metadata().length() > config.get().maxMetadataBytes()) {
            return new BrokerError(
                    ErrorCode.OFFSET_METADATA_TOO_LARGE,
                    "A note of " + offset.metadata().length() + " characters; groups.maxMetadataBytes is "
                            + config.get().maxMetadataBytes());
        }
        boolean known = held != null && held.offsets().find(asked.topic(), offset.partition()) != null;
        if (!known
                && !footprint.hasRoomFor(
                        Estimates.OFFSET_BYTES + 2L * offset.metadata().length())) {
            return new BrokerError(
                    ErrorCode.POLICY_VIOLATION, "Groups and offsets take all the memory they may (groups.maxBytes)");
        }
        return null;
    }

    /** Producers know of generations, not of members' epochs. */
    static @Nullable BrokerError inItsTerms(CommitOffsets request, @Nullable BrokerError refusal) {
        return refusal != null && request.transaction() != null && refusal.code() == ErrorCode.STALE_MEMBER_EPOCH
                ? new BrokerError(ErrorCode.ILLEGAL_GENERATION, refusal.message())
                : refusal;
    }

    private static @Nullable BrokerError unknown(TopicPartitions<?> asked, @Nullable Topic topic, int partition) {
        if (topic != null
                && !asked.topicId().equals(TopicPartitions.NO_ID)
                && !asked.topicId().equals(topic.id())) {
            return new BrokerError(ErrorCode.UNKNOWN_TOPIC_ID, "No topic has the id " + asked.topicId());
        }
        if (topic == null || partition < 0 || partition >= topic.partitionCount()) {
            return new BrokerError(
                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "There is no partition " + asked.topic() + "-" + partition);
        }
        return null;
    }

    private static CoordinatorRecord record(CommitOffsets request, Topic topic, NewOffset offset, long nowMillis) {
        Transaction transaction = request.transaction();
        boolean expires = transaction == null && request.retentionMillis() != CommitOffsets.DEFAULT_RETENTION;
        ByteBuffer key = new OffsetKey(request.groupId(), topic.name(), offset.partition()).encode();
        ByteBuffer value = new OffsetValue(
                        offset.offset(),
                        offset.leaderEpoch(),
                        offset.metadata(),
                        nowMillis,
                        expires ? nowMillis + request.retentionMillis() : OffsetValue.NO_EXPIRY,
                        topic.id())
                .encode();
        return transaction == null
                ? CoordinatorRecord.of(key, value)
                : CoordinatorRecord.transactional(key, value, transaction.producerId(), transaction.producerEpoch());
    }

    /** Forgets offsets of topics that no member reads. */
    void delete(
            HeldGroup held,
            DeleteOffsets request,
            Reply<List<TopicPartitions<PartitionAnswer>>> reply,
            CoordinatorOutput output) {
        List<TopicPartitions<PartitionAnswer>> answers =
                new ArrayList<>(request.topics().size());
        for (TopicPartitions<Integer> asked : request.topics()) {
            List<PartitionAnswer> partitions =
                    new ArrayList<>(asked.partitions().size());
            for (int partition : asked.partitions()) {
                partitions.add(new PartitionAnswer(partition, delete(held, asked.topic(), partition, output)));
            }
            answers.add(new TopicPartitions<>(asked.topic(), asked.topicId(), partitions));
        }
        output.answer(reply, answers);
    }

    private @Nullable BrokerError delete(HeldGroup held, String topic, int partition, CoordinatorOutput output) {
        if (held.group().mayRead(topic)) {
            return new BrokerError(
                    ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC,
                    "Group " + held.group().groupId() + " reads topic " + topic + " at this moment");
        }
        if (!held.offsets().written(new TopicPartition(topic, partition)).isEmpty()) {
            output.append(
                    CoordinatorRecord.tombstone(new OffsetKey(held.group().groupId(), topic, partition).encode()));
            return null;
        }
        return topics.find(topic) == null
                ? new BrokerError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "There is no topic " + topic)
                : null;
    }
}
