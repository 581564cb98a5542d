package io.tailwater.tcp.api;

import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.topic.Topic;
import io.tailwater.tcp.wire.KafkaErrors;
import io.tailwater.tcp.wire.TopicIds;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData.AlterShareGroupOffsetsRequestPartition;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData.AlterShareGroupOffsetsRequestTopic;
import org.apache.kafka.common.message.AlterShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.AlterShareGroupOffsetsResponseData.AlterShareGroupOffsetsResponsePartition;
import org.apache.kafka.common.message.AlterShareGroupOffsetsResponseData.AlterShareGroupOffsetsResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/** Has a share group that nobody is in go on, or back, to other offsets (KIP-932). */
final class AlterShareGroupOffsetsHandler
        implements ApiHandler<AlterShareGroupOffsetsRequestData, AlterShareGroupOffsetsResponseData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.ALTER_SHARE_GROUP_OFFSETS;
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
    public AlterShareGroupOffsetsRequestData decode(Readable body, short version) {
        return new AlterShareGroupOffsetsRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, AlterShareGroupOffsetsRequestData request) {
        return context.refusal(AclOperation.READ, ResourceType.GROUP, request.groupId());
    }

    @Override
    public Future<AlterShareGroupOffsetsResponseData> handle(
            RequestContext context, AlterShareGroupOffsetsRequestData request) {
        AlterShareGroupOffsetsResponseData response = new AlterShareGroupOffsetsResponseData();
        Map<PartitionKey, Long> startOffsets = new LinkedHashMap<>();
        boolean noneAllowed = !request.topics().isEmpty();
        for (AlterShareGroupOffsetsRequestTopic asked : request.topics()) {
            Errors refusal = context.refusal(AclOperation.READ, ResourceType.TOPIC, asked.topicName());
            noneAllowed &= refusal != Errors.NONE;
            Topic topic = refusal == Errors.NONE ? context.broker().topics().find(asked.topicName()) : null;
            AlterShareGroupOffsetsResponseTopic answer = new AlterShareGroupOffsetsResponseTopic()
                    .setTopicName(asked.topicName())
                    .setTopicId(topic == null ? Uuid.ZERO_UUID : TopicIds.toWire(topic.id()));
            response.responses().add(answer);
            for (AlterShareGroupOffsetsRequestPartition partition : asked.partitions()) {
                int index = partition.partitionIndex();
                Errors error = Errors.NONE;
                if (topic == null || index < 0 || index >= topic.partitionCount()) {
                    error = refusal == Errors.NONE ? Errors.UNKNOWN_TOPIC_OR_PARTITION : refusal;
                } else if (partition.startOffset() < 0) {
                    error = Errors.INVALID_REQUEST;
                } else {
                    startOffsets.put(new PartitionKey(topic.id(), index), partition.startOffset());
                }
                answer.partitions()
                        .add(new AlterShareGroupOffsetsResponsePartition()
                                .setPartitionIndex(index)
                                .setErrorCode(error.code())
                                .setErrorMessage(error.message()));
            }
        }
        if (noneAllowed) {
            return Future.succeededFuture(response);
        }
        return EmptyShareGroup.require(context.broker(), request.groupId())
                .compose(result -> result instanceof Result.Ok<Done>
                        ? context.broker().shares().alterOffsets(request.groupId(), startOffsets)
                        : Future.succeededFuture(result))
                .map(result -> result instanceof Result.Refused<Done> refused
                        ? failed(context, request, KafkaErrors.of(refused))
                                .setErrorMessage(refused.error().message())
                        : response);
    }

    @Override
    public AlterShareGroupOffsetsResponseData failed(
            RequestContext context, AlterShareGroupOffsetsRequestData request, Errors error) {
        return new AlterShareGroupOffsetsResponseData()
                .setErrorCode(error.code())
                .setErrorMessage(error.message());
    }
}
