package io.tailwater.tcp.api;

import io.tailwater.core.partition.AppendOutcome;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.topic.InternalTopics;
import io.tailwater.core.transaction.PartitionName;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarker;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarkerTopic;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData.WritableTxnMarkerPartitionResult;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData.WritableTxnMarkerResult;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData.WritableTxnMarkerTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Writes markers where an administrator says so, to abort a transaction that hangs (KIP-664); this broker's own go another way.
 * v2 says which {@code transaction.version} a marker is of. Committed offsets are ended by their groups' coordinator; nothing
 * is transactional in other internal topics.
 */
final class WriteTxnMarkersHandler implements ApiHandler<WriteTxnMarkersRequestData, WriteTxnMarkersResponseData> {

    private static final int EPOCH_PER_TRANSACTION = 2;

    @Override
    public ApiKeys api() {
        return ApiKeys.WRITE_TXN_MARKERS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(1, 2);
    }

    @Override
    public WriteTxnMarkersRequestData decode(Readable body, short version) {
        return new WriteTxnMarkersRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, WriteTxnMarkersRequestData request) {
        return context.allows(AclOperation.ALTER, ResourceType.CLUSTER, ResourceType.CLUSTER_NAME)
                ? Errors.NONE
                : context.clusterRefusal(AclOperation.CLUSTER_ACTION);
    }

    @Override
    public Future<WriteTxnMarkersResponseData> handle(RequestContext context, WriteTxnMarkersRequestData request) {
        List<Future<WritableTxnMarkerResult>> answers = new ArrayList<>();
        request.markers().forEach(marker -> answers.add(write(context, marker)));
        return Future.join(answers).map(all -> new WriteTxnMarkersResponseData().setMarkers(all.list()));
    }

    private static Future<WritableTxnMarkerResult> write(RequestContext context, WritableTxnMarker marker) {
        TransactionMarker written = new TransactionMarker(
                marker.producerId(), marker.producerEpoch(), marker.transactionResult(), marker.coordinatorEpoch());
        WritableTxnMarkerResult result = answer(marker, Errors.UNKNOWN_TOPIC_OR_PARTITION);
        List<PartitionKey> keys = new ArrayList<>();
        List<WritableTxnMarkerPartitionResult> answers = new ArrayList<>();
        List<Future<?>> done = new ArrayList<>();
        for (WritableTxnMarkerTopicResult topic : result.topics()) {
            for (WritableTxnMarkerPartitionResult partition : topic.partitions()) {
                PartitionKey key = NamedPartition.find(context.broker(), topic.name(), partition.partitionIndex());
                if (topic.name().equals(InternalTopics.GROUPS)) {
                    done.add(endOffsets(context, written, topic.name(), partition));
                } else if (InternalTopics.has(topic.name())) {
                    partition.setErrorCode(Errors.INVALID_TOPIC_EXCEPTION.code());
                } else if (key != null) {
                    keys.add(key);
                    answers.add(partition);
                }
            }
        }
        done.add(endRecords(context, written, marker.transactionVersion(), keys, answers));
        return Future.join(done).map(result);
    }

    private static Future<?> endOffsets(
            RequestContext context, TransactionMarker marker, String topic, WritableTxnMarkerPartitionResult answer) {
        return context.broker()
                .transactions()
                .endOffsets(new PartitionName(topic, answer.partitionIndex()), marker)
                .onSuccess(result -> answer.setErrorCode(
                        result instanceof Result.Refused<Done> refused
                                ? NamedPartition.error(refused.error().code()).code()
                                : Errors.NONE.code()));
    }

    private static Future<?> endRecords(
            RequestContext context,
            TransactionMarker marker,
            int transactionVersion,
            List<PartitionKey> keys,
            List<WritableTxnMarkerPartitionResult> answers) {
        return context.broker()
                .partitions()
                .endTransaction(marker, transactionVersion >= EPOCH_PER_TRANSACTION, keys)
                .onSuccess(outcomes -> {
                    for (int i = 0; i < answers.size(); i++) {
                        Errors error = outcomes.get(i) instanceof AppendOutcome.Refused refused
                                ? NamedPartition.error(refused.error().code())
                                : Errors.NONE;
                        answers.get(i).setErrorCode(error.code());
                    }
                });
    }

    private static WritableTxnMarkerResult answer(WritableTxnMarker marker, Errors error) {
        WritableTxnMarkerResult result = new WritableTxnMarkerResult().setProducerId(marker.producerId());
        for (WritableTxnMarkerTopic topic : marker.topics()) {
            WritableTxnMarkerTopicResult topicResult = new WritableTxnMarkerTopicResult().setName(topic.name());
            topic.partitionIndexes()
                    .forEach(partition -> topicResult
                            .partitions()
                            .add(new WritableTxnMarkerPartitionResult()
                                    .setPartitionIndex(partition)
                                    .setErrorCode(error.code())));
            result.topics().add(topicResult);
        }
        return result;
    }

    @Override
    public WriteTxnMarkersResponseData failed(
            RequestContext context, WriteTxnMarkersRequestData request, Errors error) {
        return new WriteTxnMarkersResponseData()
                .setMarkers(request.markers().stream()
                        .map(marker -> answer(marker, error))
                        .toList());
    }
}
