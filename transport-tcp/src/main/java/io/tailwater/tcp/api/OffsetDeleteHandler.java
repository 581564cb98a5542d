package io.tailwater.tcp.api;

import io.tailwater.core.group.DeleteOffsets;
import io.tailwater.core.group.PartitionAnswer;
import io.tailwater.core.group.TopicPartitions;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.tcp.wire.KafkaErrors;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponsePartition;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/** Forgets what a group has committed in topics it does not read any more (KIP-496). */
final class OffsetDeleteHandler implements ApiHandler<OffsetDeleteRequestData, OffsetDeleteResponseData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.OFFSET_DELETE;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 0);
    }

    @Override
    public boolean hashesArrays() {
        return true;
    }

    @Override
    public OffsetDeleteRequestData decode(Readable body, short version) {
        return new OffsetDeleteRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, OffsetDeleteRequestData request) {
        return context.refusal(AclOperation.DELETE, ResourceType.GROUP, request.groupId());
    }

    @Override
    public Future<OffsetDeleteResponseData> handle(RequestContext context, OffsetDeleteRequestData request) {
        List<TopicPartitions<Integer>> topics = new ArrayList<>();
        OffsetDeleteResponseData response = new OffsetDeleteResponseData();
        for (OffsetDeleteRequestTopic topic : request.topics()) {
            Errors refusal = context.refusal(AclOperation.READ, ResourceType.TOPIC, topic.name());
            if (refusal != Errors.NONE) {
                response.topics().add(refused(topic, refusal));
                continue;
            }
            List<Integer> partitions = topic.partitions().stream()
                    .map(OffsetDeleteRequestPartition::partitionIndex)
                    .toList();
            topics.add(new TopicPartitions<>(topic.name(), TopicPartitions.NO_ID, partitions));
        }
        return context.broker()
                .groups()
                .deleteOffsets(new DeleteOffsets(request.groupId(), topics))
                .map(result -> result instanceof Result.Ok<List<TopicPartitions<PartitionAnswer>>> ok
                        ? answer(response, ok.value())
                        : failed(context, request, KafkaErrors.of(result)));
    }

    private static OffsetDeleteResponseTopic refused(OffsetDeleteRequestTopic topic, Errors error) {
        OffsetDeleteResponseTopic answer = new OffsetDeleteResponseTopic().setName(topic.name());
        topic.partitions()
                .forEach(partition -> answer.partitions()
                        .add(new OffsetDeleteResponsePartition()
                                .setPartitionIndex(partition.partitionIndex())
                                .setErrorCode(error.code())));
        return answer;
    }

    private static OffsetDeleteResponseData answer(
            OffsetDeleteResponseData response, List<TopicPartitions<PartitionAnswer>> topics) {
        for (TopicPartitions<PartitionAnswer> topic : topics) {
            OffsetDeleteResponseTopic answer = new OffsetDeleteResponseTopic().setName(topic.topic());
            response.topics().add(answer);
            for (PartitionAnswer partition : topic.partitions()) {
                answer.partitions()
                        .add(new OffsetDeleteResponsePartition()
                                .setPartitionIndex(partition.partition())
                                .setErrorCode(KafkaErrors.number(partition.error())));
            }
        }
        return response;
    }

    @Override
    public OffsetDeleteResponseData failed(RequestContext context, OffsetDeleteRequestData request, Errors error) {
        return new OffsetDeleteResponseData().setErrorCode(error.code());
    }
}
