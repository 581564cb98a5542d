package io.tailwater.tcp.api;

import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.EpochEndOffset;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.OffsetForLeaderTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Tells where a leader epoch ended, from which a consumer sees that a log was cut behind its back (KIP-320). v2 lets the
 * client say its epoch, v3 who it is, which makes no difference here.
 */
final class OffsetForLeaderEpochHandler
        implements ApiHandler<OffsetForLeaderEpochRequestData, OffsetForLeaderEpochResponseData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.OFFSET_FOR_LEADER_EPOCH;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(2, 4);
    }

    @Override
    public boolean hashesArrays() {
        return true;
    }

    @Override
    public OffsetForLeaderEpochRequestData decode(Readable body, short version) {
        return new OffsetForLeaderEpochRequestData(body, version);
    }

    @Override
    public Future<OffsetForLeaderEpochResponseData> handle(
            RequestContext context, OffsetForLeaderEpochRequestData request) {
        OffsetForLeaderEpochResponseData response = new OffsetForLeaderEpochResponseData();
        List<Future<?>> answers = new ArrayList<>();
        for (OffsetForLeaderTopic topic : request.topics()) {
            OffsetForLeaderTopicResult result = new OffsetForLeaderTopicResult().setTopic(topic.topic());
            response.topics().add(result);
            Errors refusal = refusal(context, topic.topic());
            for (OffsetForLeaderPartition wanted : topic.partitions()) {
                EpochEndOffset answer = new EpochEndOffset().setPartition(wanted.partition());
                result.partitions().add(answer);
                if (refusal == Errors.NONE) {
                    answers.add(find(context, topic.topic(), wanted, answer));
                } else {
                    answer.setErrorCode(refusal.code());
                }
            }
        }
        return Future.all(answers).map(response);
    }

    /** Other brokers ask, too, with Kafka. */
    private static Errors refusal(RequestContext context, String topic) {
        return context.allows(AclOperation.CLUSTER_ACTION, ResourceType.CLUSTER, ResourceType.CLUSTER_NAME)
                ? Errors.NONE
                : context.refusal(AclOperation.DESCRIBE, ResourceType.TOPIC, topic);
    }

    private static Future<?> find(
            RequestContext context, String topicName, OffsetForLeaderPartition wanted, EpochEndOffset answer) {
        PartitionKey key = NamedPartition.find(context.broker(), topicName, wanted.partition());
        if (key == null) {
            answer.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
            return Future.succeededFuture();
        }
        return context.broker()
                .partitions()
                .epochEnd(key, wanted.leaderEpoch(), wanted.currentLeaderEpoch())
                .onSuccess(result -> {
                    if (result instanceof Result.Refused<io.tailwater.core.partition.EpochEndOffset> refused) {
                        answer.setErrorCode(
                                NamedPartition.error(refused.error().code()).code());
                    } else if (result instanceof Result.Ok<io.tailwater.core.partition.EpochEndOffset> ok) {
                        answer.setLeaderEpoch(ok.value().leaderEpoch())
                                .setEndOffset(ok.value().endOffset());
                    }
                });
    }

    @Override
    public OffsetForLeaderEpochResponseData failed(
            RequestContext context, OffsetForLeaderEpochRequestData request, Errors error) {
        OffsetForLeaderEpochResponseData response = new OffsetForLeaderEpochResponseData();
        for (OffsetForLeaderTopic topic : request.topics()) {
            OffsetForLeaderTopicResult result = new OffsetForLeaderTopicResult().setTopic(topic.topic());
            response.topics().add(result);
            for (OffsetForLeaderPartition partition : topic.partitions()) {
                result.partitions()
                        .add(new EpochEndOffset()
                                .setPartition(partition.partition())
                                .setErrorCode(error.code()));
            }
        }
        return response;
    }
}
