package io.tailwater.tcp.api;

import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.AuditAction;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsPartitionResult;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;
import org.jspecify.annotations.Nullable;

/**
 * Deletes the records below an offset (KIP-107); -1 stands for all there are. v1 is as v0, v2 is flexible. As with Kafka, not
 * in topics the broker itself uses, and not in those that are compacted only: their records go by key.
 */
final class DeleteRecordsHandler implements ApiHandler<DeleteRecordsRequestData, DeleteRecordsResponseData> {

    private static final long HIGH_WATERMARK = -1;
    private static final long NO_LOW_WATERMARK = -1;

    @Override
    public ApiKeys api() {
        return ApiKeys.DELETE_RECORDS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 2);
    }

    @Override
    public DeleteRecordsRequestData decode(Readable body, short version) {
        return new DeleteRecordsRequestData(body, version);
    }

    @Override
    public Future<DeleteRecordsResponseData> handle(RequestContext context, DeleteRecordsRequestData request) {
        DeleteRecordsResponseData response = new DeleteRecordsResponseData();
        List<Future<?>> answers = new ArrayList<>();
        for (DeleteRecordsTopic wanted : request.topics()) {
            DeleteRecordsTopicResult result = new ScatteredTopic().setName(wanted.name());
            response.topics().add(result);
            Topic topic = context.broker().topics().find(wanted.name());
            Errors unauthorized = context.refusal(AclOperation.DELETE, ResourceType.TOPIC, wanted.name());
            Errors refusal = unauthorized == Errors.NONE ? refusal(topic) : unauthorized;
            for (DeleteRecordsPartition partition : wanted.partitions()) {
                DeleteRecordsPartitionResult answer = answer(result, partition, refusal);
                if (topic != null && refusal == Errors.NONE) {
                    answers.add(delete(context, topic, partition, answer));
                }
            }
        }
        return Future.all(answers).map(response);
    }

    private static Errors refusal(@Nullable Topic topic) {
        if (topic == null) {
            return Errors.UNKNOWN_TOPIC_OR_PARTITION;
        }
        if (topic.internal()) {
            return Errors.INVALID_TOPIC_EXCEPTION;
        }
        return topic.config().compacted() && !topic.config().deletesOld() ? Errors.POLICY_VIOLATION : Errors.NONE;
    }

    private static Future<?> delete(
            RequestContext context, Topic topic, DeleteRecordsPartition wanted, DeleteRecordsPartitionResult answer) {
        if (wanted.offset() < HIGH_WATERMARK) {
            answer.setErrorCode(Errors.OFFSET_OUT_OF_RANGE.code());
            return Future.succeededFuture();
        }
        return context.broker()
                .partitions()
                .deleteRecords(new PartitionKey(topic.id(), wanted.partitionIndex()), wanted.offset())
                .onSuccess(result -> {
                    if (result instanceof Result.Ok<Long> ok) {
                        answer.setLowWatermark(ok.value());
                        context.audit(
                                AuditAction.RECORDS_DELETED,
                                topic.name(),
                                Map.of("partition", wanted.partitionIndex(), "beforeOffset", ok.value()));
                    } else if (result instanceof Result.Refused<Long> refused) {
                        answer.setErrorCode(
                                NamedPartition.error(refused.error().code()).code());
                    }
                });
    }

    private static DeleteRecordsPartitionResult answer(
            DeleteRecordsTopicResult topic, DeleteRecordsPartition wanted, Errors error) {
        DeleteRecordsPartitionResult answer = new ScatteredPartition()
                .setPartitionIndex(wanted.partitionIndex())
                .setLowWatermark(NO_LOW_WATERMARK)
                .setErrorCode(error.code());
        topic.partitions().add(answer);
        return answer;
    }

    /** Lies anywhere in the answer's hash table, as nobody looks it up: equal names would take the cube of the time. */
    private static final class ScatteredTopic extends DeleteRecordsTopicResult {

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }
    }

    /** Lies anywhere in the answer's hash table, as nobody looks it up: equal names would take the cube of the time. */
    private static final class ScatteredPartition extends DeleteRecordsPartitionResult {

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }
    }

    @Override
    public DeleteRecordsResponseData failed(RequestContext context, DeleteRecordsRequestData request, Errors error) {
        DeleteRecordsResponseData response = new DeleteRecordsResponseData();
        for (DeleteRecordsTopic topic : request.topics()) {
            DeleteRecordsTopicResult result = new ScatteredTopic().setName(topic.name());
            response.topics().add(result);
            for (DeleteRecordsPartition partition : topic.partitions()) {
                answer(result, partition, error);
            }
        }
        return response;
    }
}
