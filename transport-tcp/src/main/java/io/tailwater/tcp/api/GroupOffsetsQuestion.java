package io.tailwater.tcp.api;

import io.tailwater.core.group.FetchOffsets.OfGroup;
import io.tailwater.core.group.FetchedOffset;
import io.tailwater.core.group.TopicPartitions;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
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
 * @param error why nothing may be told of the group, or {@code NONE}
 * @param known the topics core is asked about, or null for all
 * @param refused the others, and why: nobody knows their ids, or who asks may not see them
 */
record GroupOffsetsQuestion(
        OffsetFetchRequestGroup wanted,
        boolean byId,
        Errors error,
        @Nullable List<TopicPartitions<Integer>> known,
        List<Refused> refused) {

    private static final long NO_OFFSET = -1;

    /** A topic of which nothing is told. */
    record Refused(OffsetFetchRequestTopics topic, Errors error) {}

    static GroupOffsetsQuestion of(RequestContext context, OffsetFetchRequestGroup wanted, boolean byId) {
        Errors error = context.refusal(AclOperation.DESCRIBE, ResourceType.GROUP, wanted.groupId());
        if (wanted.topics() == null || error != Errors.NONE) {
            return new GroupOffsetsQuestion(wanted, byId, error, null, List.of());
        }
        List<TopicPartitions<Integer>> known = new ArrayList<>();
        List<Refused> refused = new ArrayList<>();
        for (OffsetFetchRequestTopics topic : wanted.topics()) {
            UUID id = TopicIds.fromWire(topic.topicId());
            Topic named = byId ? context.broker().topics().find(id) : null;
            String name = named == null ? topic.name() : named.name();
            Errors refusal = byId && named == null
                    ? Errors.UNKNOWN_TOPIC_ID
                    : context.refusal(AclOperation.DESCRIBE, ResourceType.TOPIC, name);
            if (refusal != Errors.NONE) {
                refused.add(new Refused(topic, refusal));
            } else {
                known.add(new TopicPartitions<>(name, id, topic.partitionIndexes()));
            }
        }
        return new GroupOffsetsQuestion(wanted, byId, error, known, refused);
    }

    /** As core is asked. */
    OfGroup asked() {
        return new OfGroup(wanted.groupId(), wanted.memberId(), wanted.memberEpoch(), known);
    }

    /** As the client is answered. */
    OffsetFetchResponseGroup answer(RequestContext context, Result<List<TopicPartitions<FetchedOffset>>> result) {
        if (!(result instanceof Result.Ok<List<TopicPartitions<FetchedOffset>>> ok)) {
            return failed(KafkaErrors.of(result));
        }
        OffsetFetchResponseGroup answer = new OffsetFetchResponseGroup().setGroupId(wanted.groupId());
        List<TopicPartitions<FetchedOffset>> told = known == null
                ? TopicAccess.visible(context, AclOperation.DESCRIBE, ok.value(), TopicPartitions::topic)
                : ok.value();
        for (TopicPartitions<FetchedOffset> topic : told) {
            Topic named = byId ? context.broker().topics().find(topic.topic()) : null;
            if (byId && named == null) {
                continue; // deleted: there is no id to say it by
            }
            OffsetFetchResponseTopics found = new OffsetFetchResponseTopics()
                    .setName(topic.topic())
                    .setTopicId(named == null ? Uuid.ZERO_UUID : TopicIds.toWire(named.id()));
            topic.partitions().forEach(partition -> found.partitions().add(answer(partition)));
            answer.topics().add(found);
        }
        refused.forEach(one -> answer.topics().add(nothing(one.topic(), one.error())));
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
