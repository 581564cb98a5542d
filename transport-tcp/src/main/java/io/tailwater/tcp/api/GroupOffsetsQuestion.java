package io.tailwater.tcp.api;

import io.tailwater.core.Broker;
import io.tailwater.core.group.FetchOffsets.OfGroup;
import io.tailwater.core.group.FetchedOffset;
import io.tailwater.core.group.TopicPartitions;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.Topic;
import io.tailwater.tcp.wire.KafkaErrors;
import io.tailwater.tcp.wire.TopicIds;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * What OffsetFetch asks about one group. Core knows topics by name; the client means names or ids. Immutable.
 *
 * @param wanted as the client asks it
 * @param byId whether it names topics by id
 * @param known the topics core is asked about, or null for all
 * @param unknown those whose ids nobody knows
 */
record GroupOffsetsQuestion(
        OffsetFetchRequestGroup wanted,
        boolean byId,
        @Nullable List<TopicPartitions<Integer>> known,
        List<OffsetFetchRequestTopics> unknown) {

    private static final long NO_OFFSET = -1;

    static GroupOffsetsQuestion of(Broker broker, OffsetFetchRequestGroup wanted, boolean byId) {
        if (wanted.topics() == null) {
            return new GroupOffsetsQuestion(wanted, byId, null, List.of());
        }
        List<TopicPartitions<Integer>> known = new ArrayList<>();
        List<OffsetFetchRequestTopics> unknown = new ArrayList<>();
        for (OffsetFetchRequestTopics topic : wanted.topics()) {
            UUID id = TopicIds.fromWire(topic.topicId());
            Topic named = byId ? broker.topics().find(id) : null;
            if (byId && named == null) {
                unknown.add(topic);
            } else {
                String name = named == null ? topic.name() : named.name();
                known.add(new TopicPartitions<>(name, id, topic.partitionIndexes()));
            }
        }
        return new GroupOffsetsQuestion(wanted, byId, known, unknown);
    }

    /** As core is asked. */
    OfGroup asked() {
        return new OfGroup(wanted.groupId(), wanted.memberId(), wanted.memberEpoch(), known);
    }

    /** As the client is answered. */
    OffsetFetchResponseGroup answer(Broker broker, Result<List<TopicPartitions<FetchedOffset>>> result) {
        if (!(result instanceof Result.Ok<List<TopicPartitions<FetchedOffset>>> ok)) {
            return failed(KafkaErrors.of(result));
        }
        OffsetFetchResponseGroup answer = new OffsetFetchResponseGroup().setGroupId(wanted.groupId());
        for (TopicPartitions<FetchedOffset> topic : ok.value()) {
            Topic named = byId ? broker.topics().find(topic.topic()) : null;
            if (byId && named == null) {
                continue; // deleted: there is no id to say it by
            }
            OffsetFetchResponseTopics found = new OffsetFetchResponseTopics()
                    .setName(topic.topic())
                    .setTopicId(named == null ? Uuid.ZERO_UUID : TopicIds.toWire(named.id()));
            topic.partitions().forEach(partition -> found.partitions().add(answer(partition)));
            answer.topics().add(found);
        }
        for (OffsetFetchRequestTopics topic : unknown) {
            answer.topics().add(nothing(topic, Errors.UNKNOWN_TOPIC_ID));
        }
        return answer;
    }

    /** An answer that says the same of the whole group. */
    OffsetFetchResponseGroup failed(Errors error) {
        // Consumers give up on the one error, and look for their coordinator on the other.
        Errors understood = error == Errors.COORDINATOR_NOT_AVAILABLE ? Errors.NOT_COORDINATOR : error;
        return new OffsetFetchResponseGroup().setGroupId(wanted.groupId()).setErrorCode(understood.code());
    }

    /** An answer that says the same of each partition that was asked about. */
    List<OffsetFetchResponseTopics> nothing(Errors error) {
        return wanted.topics() == null
                ? List.of()
                : wanted.topics().stream().map(topic -> nothing(topic, error)).toList();
    }

    private static OffsetFetchResponseTopics nothing(OffsetFetchRequestTopics topic, Errors error) {
        OffsetFetchResponseTopics answer =
                new OffsetFetchResponseTopics().setName(topic.name()).setTopicId(topic.topicId());
        for (int partition : topic.partitionIndexes()) {
            answer.partitions()
                    .add(new OffsetFetchResponsePartitions()
                            .setPartitionIndex(partition)
                            .setCommittedOffset(NO_OFFSET)
                            .setErrorCode(error.code()));
        }
        return answer;
    }

    private static OffsetFetchResponsePartitions answer(FetchedOffset found) {
        return new OffsetFetchResponsePartitions()
                .setPartitionIndex(found.partition())
                .setCommittedOffset(found.offset())
                .setCommittedLeaderEpoch(found.leaderEpoch())
                .setMetadata(found.metadata())
                .setErrorCode(KafkaErrors.number(found.error()));
    }
}
