package io.tailwater.tcp.api;

import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.partition.PartitionStatus;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.share.ShareOffset;
import io.tailwater.core.topic.Topic;
import io.tailwater.tcp.wire.KafkaErrors;
import io.tailwater.tcp.wire.TopicIds;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData.DescribeShareGroupOffsetsRequestGroup;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData.DescribeShareGroupOffsetsRequestTopic;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData.DescribeShareGroupOffsetsResponseGroup;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData.DescribeShareGroupOffsetsResponsePartition;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData.DescribeShareGroupOffsetsResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/** Tells how far share groups have come (KIP-932); v1 adds how much is left (KIP-1226). */
final class DescribeShareGroupOffsetsHandler
        implements ApiHandler<DescribeShareGroupOffsetsRequestData, DescribeShareGroupOffsetsResponseData> {

    private static final long UNKNOWN_LAG = -1;

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_SHARE_GROUP_OFFSETS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 1);
    }

    @Override
    public DescribeShareGroupOffsetsRequestData decode(Readable body, short version) {
        return new DescribeShareGroupOffsetsRequestData(body, version);
    }

    @Override
    public Future<DescribeShareGroupOffsetsResponseData> handle(
            RequestContext context, DescribeShareGroupOffsetsRequestData request) {
        List<Future<DescribeShareGroupOffsetsResponseGroup>> groups =
                request.groups().stream().map(group -> group(context, group)).toList();
        return Future.join(groups).map(all -> new DescribeShareGroupOffsetsResponseData().setGroups(all.list()));
    }

    /** A group that nobody knows has come nowhere. */
    private static Future<DescribeShareGroupOffsetsResponseGroup> group(
            RequestContext context, DescribeShareGroupOffsetsRequestGroup group) {
        Errors refusal = context.refusal(AclOperation.DESCRIBE, ResourceType.GROUP, group.groupId());
        if (refusal != Errors.NONE) {
            return Future.succeededFuture(new DescribeShareGroupOffsetsResponseGroup()
                    .setGroupId(group.groupId())
                    .setErrorCode(refusal.code())
                    .setErrorMessage(refusal.message()));
        }
        return context.broker().shares().offsets(group.groupId()).compose(result -> {
            if (!(result instanceof Result.Ok<List<ShareOffset>> ok)) {
                BrokerError error = ((Result.Refused<List<ShareOffset>>) result).error();
                return Future.succeededFuture(new DescribeShareGroupOffsetsResponseGroup()
                        .setGroupId(group.groupId())
                        .setErrorCode(KafkaErrors.number(error))
                        .setErrorMessage(error.message()));
            }
            Map<PartitionKey, ShareOffset> known = new HashMap<>();
            ok.value().forEach(offset -> known.put(offset.key(), offset));
            return group.topics() == null ? everything(context, group, ok.value()) : asked(context, group, known);
        });
    }

    private static Future<DescribeShareGroupOffsetsResponseGroup> everything(
            RequestContext context, DescribeShareGroupOffsetsRequestGroup group, List<ShareOffset> offsets) {
        Map<UUID, List<Future<DescribeShareGroupOffsetsResponsePartition>>> byTopic = new LinkedHashMap<>();
        for (ShareOffset offset : offsets) {
            byTopic.computeIfAbsent(offset.key().topicId(), id -> new ArrayList<>())
                    .add(partition(context, offset));
        }
        List<Future<DescribeShareGroupOffsetsResponseTopic>> topics = new ArrayList<>();
        byTopic.forEach((id, partitions) -> {
            Topic topic = context.broker().topics().find(id);
            if (topic != null && context.allows(AclOperation.DESCRIBE, ResourceType.TOPIC, topic.name())) {
                topics.add(topic(topic.name(), id, partitions));
            }
        });
        return answer(group, topics);
    }

    private static Future<DescribeShareGroupOffsetsResponseGroup> asked(
            RequestContext context, DescribeShareGroupOffsetsRequestGroup group, Map<PartitionKey, ShareOffset> known) {
        List<Future<DescribeShareGroupOffsetsResponseTopic>> topics = new ArrayList<>();
        for (DescribeShareGroupOffsetsRequestTopic asked : group.topics()) {
            Errors refusal = context.refusal(AclOperation.DESCRIBE, ResourceType.TOPIC, asked.topicName());
            Topic topic = refusal == Errors.NONE ? context.broker().topics().find(asked.topicName()) : null;
            Errors missing = refusal == Errors.NONE ? Errors.UNKNOWN_TOPIC_OR_PARTITION : refusal;
            List<Future<DescribeShareGroupOffsetsResponsePartition>> partitions = new ArrayList<>();
            for (int index : asked.partitions()) {
                if (topic == null || index < 0 || index >= topic.partitionCount()) {
                    partitions.add(Future.succeededFuture(refused(index, missing)));
                } else {
                    PartitionKey key = new PartitionKey(topic.id(), index);
                    partitions.add(partition(
                            context, known.getOrDefault(key, new ShareOffset(key, ShareOffset.NOT_BEGUN, 0, 0))));
                }
            }
            topics.add(topic(asked.topicName(), topic == null ? new UUID(0, 0) : topic.id(), partitions));
        }
        return answer(group, topics);
    }

    private static DescribeShareGroupOffsetsResponsePartition refused(int index, Errors error) {
        return new DescribeShareGroupOffsetsResponsePartition()
                .setPartitionIndex(index)
                .setStartOffset(ShareOffset.NOT_BEGUN)
                .setErrorCode(error.code())
                .setErrorMessage(error.message());
    }

    private static Future<DescribeShareGroupOffsetsResponsePartition> partition(
            RequestContext context, ShareOffset offset) {
        DescribeShareGroupOffsetsResponsePartition answer = new DescribeShareGroupOffsetsResponsePartition()
                .setPartitionIndex(offset.key().partition())
                .setStartOffset(offset.startOffset())
                .setLeaderEpoch(offset.leaderEpoch());
        if (offset.startOffset() == ShareOffset.NOT_BEGUN) {
            return Future.succeededFuture(answer.setLag(UNKNOWN_LAG));
        }
        return context.broker()
                .partitions()
                .status(offset.key())
                .map(result -> result instanceof Result.Ok<PartitionStatus> ok
                        ? answer.setLag(Math.max(0, ok.value().endOffset() - offset.startOffset() - offset.doneCount()))
                        : answer.setLag(UNKNOWN_LAG)
                                .setErrorCode(KafkaErrors.of(result).code()));
    }

    private static Future<DescribeShareGroupOffsetsResponseTopic> topic(
            String name, UUID id, List<Future<DescribeShareGroupOffsetsResponsePartition>> partitions) {
        return Future.join(partitions)
                .map(all -> new DescribeShareGroupOffsetsResponseTopic()
                        .setTopicName(name)
                        .setTopicId(TopicIds.toWire(id))
                        .setPartitions(all.list()));
    }

    private static Future<DescribeShareGroupOffsetsResponseGroup> answer(
            DescribeShareGroupOffsetsRequestGroup group, List<Future<DescribeShareGroupOffsetsResponseTopic>> topics) {
        return Future.join(topics)
                .map(all -> new DescribeShareGroupOffsetsResponseGroup()
                        .setGroupId(group.groupId())
                        .setTopics(all.list()));
    }

    @Override
    public DescribeShareGroupOffsetsResponseData failed(
            RequestContext context, DescribeShareGroupOffsetsRequestData request, Errors error) {
        DescribeShareGroupOffsetsResponseData response = new DescribeShareGroupOffsetsResponseData();
        for (DescribeShareGroupOffsetsRequestGroup group : request.groups()) {
            response.groups()
                    .add(new DescribeShareGroupOffsetsResponseGroup()
                            .setGroupId(group.groupId())
                            .setErrorCode(error.code()));
        }
        return response;
    }
}
