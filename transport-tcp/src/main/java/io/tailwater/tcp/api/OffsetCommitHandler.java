package io.tailwater.tcp.api;

import io.tailwater.core.group.CommitOffsets;
import io.tailwater.core.group.CommitOffsets.NewOffset;
import io.tailwater.core.group.MemberClaim;
import io.tailwater.core.group.PartitionAnswer;
import io.tailwater.core.group.TopicPartitions;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.topic.Topic;
import io.tailwater.tcp.wire.KafkaErrors;
import io.tailwater.tcp.wire.TopicIds;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponsePartition;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;
import org.jspecify.annotations.Nullable;

/**
 * Keeps how far a group has come. Up to v4 clients say for how long, v6 adds leader epochs (KIP-320), v7 instance ids
 * (KIP-345), v9 is for members of the new protocol, v10 names topics by id (KIP-848).
 */
final class OffsetCommitHandler implements ApiHandler<OffsetCommitRequestData, OffsetCommitResponseData> {

    private static final short FIRST_BY_ID = 10;
    private static final short FIRST_THAT_KNOWS_OF_NO_GROUP = 9;

    @Override
    public ApiKeys api() {
        return ApiKeys.OFFSET_COMMIT;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(2, 10);
    }

    @Override
    public OffsetCommitRequestData decode(Readable body, short version) {
        return new OffsetCommitRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, OffsetCommitRequestData request) {
        return context.refusal(AclOperation.READ, ResourceType.GROUP, request.groupId());
    }

    @Override
    public Future<OffsetCommitResponseData> handle(RequestContext context, OffsetCommitRequestData request) {
        OffsetCommitResponseData response = new OffsetCommitResponseData();
        List<TopicPartitions<NewOffset>> topics = new ArrayList<>();
        List<OffsetCommitResponseTopic> answers = new ArrayList<>();
        for (OffsetCommitRequestTopic wanted : request.topics()) {
            String name = name(context, wanted);
            Errors refusal = name == null
                    ? Errors.UNKNOWN_TOPIC_ID
                    : context.refusal(AclOperation.READ, ResourceType.TOPIC, name);
            OffsetCommitResponseTopic answer = answer(wanted, refusal);
            response.topics().add(answer);
            if (name != null && refusal == Errors.NONE) {
                answers.add(answer);
                topics.add(new TopicPartitions<>(name, TopicIds.fromWire(wanted.topicId()), offsets(wanted)));
            }
        }
        if (topics.isEmpty()) {
            return Future.succeededFuture(response);
        }
        MemberClaim member =
                new MemberClaim(request.memberId(), request.groupInstanceId(), request.generationIdOrMemberEpoch());
        return context.broker()
                .groups()
                .commitOffsets(new CommitOffsets(request.groupId(), member, null, request.retentionTimeMs(), topics))
                .map(result -> {
                    complete(answers, result, context.version());
                    return response;
                });
    }

    private static @Nullable String name(RequestContext context, OffsetCommitRequestTopic wanted) {
        if (context.version() < FIRST_BY_ID) {
            return wanted.name();
        }
        Topic topic = context.broker().topics().find(TopicIds.fromWire(wanted.topicId()));
        return topic == null ? null : topic.name();
    }

    private static List<NewOffset> offsets(OffsetCommitRequestTopic wanted) {
        return wanted.partitions().stream()
                .map(partition -> new NewOffset(
                        partition.partitionIndex(),
                        partition.committedOffset(),
                        partition.committedLeaderEpoch(),
                        Objects.requireNonNullElse(partition.committedMetadata(), "")))
                .toList();
    }

    private static void complete(
            List<OffsetCommitResponseTopic> answers,
            Result<List<TopicPartitions<PartitionAnswer>>> result,
            short version) {
        if (result instanceof Result.Ok<List<TopicPartitions<PartitionAnswer>>> ok) {
            for (int i = 0; i < answers.size(); i++) {
                List<PartitionAnswer> partitions = ok.value().get(i).partitions();
                for (int j = 0; j < partitions.size(); j++) {
                    Errors error =
                            Errors.forCode(KafkaErrors.number(partitions.get(j).error()));
                    short code = understood(error, version).code();
                    answers.get(i).partitions().get(j).setErrorCode(code);
                }
            }
        } else {
            short code = understood(KafkaErrors.of(result), version).code();
            answers.forEach(topic -> topic.partitions().forEach(partition -> partition.setErrorCode(code)));
        }
    }

    /**
     * Older clients join again when their generation is none, and are at a loss when their group is none; a member of the new
     * protocol that commits with an older version is none that could go on.
     */
    private static Errors understood(Errors error, short version) {
        if (version >= FIRST_THAT_KNOWS_OF_NO_GROUP) {
            return error;
        }
        return switch (error) {
            case GROUP_ID_NOT_FOUND -> Errors.ILLEGAL_GENERATION;
            case STALE_MEMBER_EPOCH -> Errors.UNSUPPORTED_VERSION;
            default -> error;
        };
    }

    private static OffsetCommitResponseTopic answer(OffsetCommitRequestTopic wanted, Errors error) {
        OffsetCommitResponseTopic answer =
                new OffsetCommitResponseTopic().setName(wanted.name()).setTopicId(wanted.topicId());
        for (OffsetCommitRequestPartition partition : wanted.partitions()) {
            answer.partitions()
                    .add(new OffsetCommitResponsePartition()
                            .setPartitionIndex(partition.partitionIndex())
                            .setErrorCode(error.code()));
        }
        return answer;
    }

    @Override
    public OffsetCommitResponseData failed(RequestContext context, OffsetCommitRequestData request, Errors error) {
        OffsetCommitResponseData response = new OffsetCommitResponseData();
        request.topics().forEach(topic -> response.topics().add(answer(topic, error)));
        return response;
    }
}
