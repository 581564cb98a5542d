package io.tailwater.tcp.api;

import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.topic.InternalTopics;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.transaction.PartitionName;
import io.tailwater.core.transaction.ProducerClaim;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnPartitionResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Makes partitions part of a transaction, for producers of {@code transaction.version} 0 and 1; younger ones just write to them.
 * v2 tells fenced producers so. v4 and v5 are for brokers among themselves (KIP-890) and are not served. All or nothing: when
 * one partition is not there none is added.
 */
final class AddPartitionsToTxnHandler
        implements ApiHandler<AddPartitionsToTxnRequestData, AddPartitionsToTxnResponseData> {

    private static final short FIRST_WITH_FENCED = 2;

    @Override
    public ApiKeys api() {
        return ApiKeys.ADD_PARTITIONS_TO_TXN;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 3);
    }

    @Override
    public boolean hashesArrays() {
        return true;
    }

    @Override
    public AddPartitionsToTxnRequestData decode(Readable body, short version) {
        return new AddPartitionsToTxnRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, AddPartitionsToTxnRequestData request) {
        return context.refusal(AclOperation.WRITE, ResourceType.TRANSACTIONAL_ID, request.v3AndBelowTransactionalId());
    }

    @Override
    public Future<AddPartitionsToTxnResponseData> handle(
            RequestContext context, AddPartitionsToTxnRequestData request) {
        if (request.v3AndBelowTransactionalId().isEmpty()) {
            return Future.succeededFuture(failed(context, request, Errors.INVALID_REQUEST));
        }
        Set<PartitionName> partitions = new HashSet<>();
        boolean allThere = true;
        TopicAccess access = TopicAccess.of(context, AclOperation.WRITE);
        for (AddPartitionsToTxnTopic topic : request.v3AndBelowTopics()) {
            for (int partition : topic.partitions()) {
                allThere &= errorOf(context, access, topic.name(), partition) == Errors.NONE;
                partitions.add(new PartitionName(topic.name(), partition));
            }
        }
        if (!allThere) {
            return Future.succeededFuture(notAttempted(context, access, request));
        }
        ProducerClaim producer = new ProducerClaim(
                request.v3AndBelowTransactionalId(), request.v3AndBelowProducerId(), request.v3AndBelowProducerEpoch());
        return context.broker()
                .transactions()
                .addPartitions(producer, partitions)
                .map(result ->
                        failed(context, request, TransactionErrors.of(result, context.version() >= FIRST_WITH_FENCED)));
    }

    private static Errors errorOf(RequestContext context, TopicAccess access, String name, int partition) {
        Errors refusal = access.refusal(name);
        if (refusal != Errors.NONE) {
            return refusal;
        }
        Topic topic = context.broker().topics().find(name);
        if (topic == null || partition < 0 || partition >= topic.partitionCount()) {
            return Errors.UNKNOWN_TOPIC_OR_PARTITION;
        }
        return InternalTopics.has(name) ? Errors.INVALID_TOPIC_EXCEPTION : Errors.NONE;
    }

    private static AddPartitionsToTxnResponseData notAttempted(
            RequestContext context, TopicAccess access, AddPartitionsToTxnRequestData request) {
        AddPartitionsToTxnResponseData response = new AddPartitionsToTxnResponseData();
        for (AddPartitionsToTxnTopic topic : request.v3AndBelowTopics()) {
            AddPartitionsToTxnTopicResult answer = new AddPartitionsToTxnTopicResult().setName(topic.name());
            for (int partition : topic.partitions()) {
                Errors error = errorOf(context, access, topic.name(), partition);
                add(answer, partition, error == Errors.NONE ? Errors.OPERATION_NOT_ATTEMPTED : error);
            }
            response.resultsByTopicV3AndBelow().mustAdd(answer);
        }
        return response;
    }

    /** Also of NONE: the same for every partition. */
    @Override
    public AddPartitionsToTxnResponseData failed(
            RequestContext context, AddPartitionsToTxnRequestData request, Errors error) {
        AddPartitionsToTxnResponseData response = new AddPartitionsToTxnResponseData();
        for (AddPartitionsToTxnTopic topic : request.v3AndBelowTopics()) {
            AddPartitionsToTxnTopicResult answer = new AddPartitionsToTxnTopicResult().setName(topic.name());
            topic.partitions().forEach(partition -> add(answer, partition, error));
            response.resultsByTopicV3AndBelow().mustAdd(answer);
        }
        return response;
    }

    private static void add(AddPartitionsToTxnTopicResult topic, int partition, Errors error) {
        AddPartitionsToTxnPartitionResult answer = new AddPartitionsToTxnPartitionResult()
                .setPartitionIndex(partition)
                .setPartitionErrorCode(error.code());
        if (topic.resultsByPartition().find(partition) == null) {
            topic.resultsByPartition().mustAdd(answer);
        }
    }
}
