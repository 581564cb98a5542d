package io.tailwater.tcp.api;

import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.transaction.DescribedTransaction;
import io.tailwater.core.transaction.PartitionName;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.DescribeTransactionsRequestData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData.TopicData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData.TransactionState;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/** Tells administrators of transactional ids (KIP-664). */
final class DescribeTransactionsHandler
        implements ApiHandler<DescribeTransactionsRequestData, DescribeTransactionsResponseData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_TRANSACTIONS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 0);
    }

    @Override
    public DescribeTransactionsRequestData decode(Readable body, short version) {
        return new DescribeTransactionsRequestData(body, version);
    }

    @Override
    public Future<DescribeTransactionsResponseData> handle(
            RequestContext context, DescribeTransactionsRequestData request) {
        List<Future<TransactionState>> answers = new ArrayList<>();
        for (String transactionalId : request.transactionalIds()) {
            Errors refusal = transactionalId.isEmpty()
                    ? Errors.INVALID_REQUEST
                    : context.refusal(AclOperation.DESCRIBE, ResourceType.TRANSACTIONAL_ID, transactionalId);
            answers.add(
                    refusal != Errors.NONE
                            ? Future.succeededFuture(refused(transactionalId, refusal))
                            : context.broker()
                                    .transactions()
                                    .describe(transactionalId)
                                    .map(result -> answer(context, transactionalId, result)));
        }
        return Future.join(answers).map(all -> new DescribeTransactionsResponseData().setTransactionStates(all.list()));
    }

    private static TransactionState answer(
            RequestContext context, String transactionalId, Result<DescribedTransaction> result) {
        if (!(result instanceof Result.Ok<DescribedTransaction> ok)) {
            return refused(transactionalId, TransactionErrors.of(result));
        }
        DescribedTransaction found = ok.value();
        TransactionState state = new TransactionState()
                .setTransactionalId(transactionalId)
                .setTransactionState(found.status().label())
                .setTransactionTimeoutMs(found.timeoutMillis())
                .setTransactionStartTimeMs(found.startMillis())
                .setProducerId(found.producer().producerId())
                .setProducerEpoch(found.producer().producerEpoch());
        List<PartitionName> visible = TopicAccess.visible(
                context, AclOperation.DESCRIBE, List.copyOf(found.partitions()), PartitionName::topic);
        for (PartitionName partition : visible) {
            TopicData topic = state.topics().find(partition.topic());
            if (topic == null) {
                topic = new TopicData().setTopic(partition.topic());
                state.topics().add(topic);
            }
            topic.partitions().add(partition.partition());
        }
        return state;
    }

    private static TransactionState refused(String transactionalId, Errors error) {
        return new TransactionState().setTransactionalId(transactionalId).setErrorCode(error.code());
    }

    @Override
    public DescribeTransactionsResponseData failed(
            RequestContext context, DescribeTransactionsRequestData request, Errors error) {
        return new DescribeTransactionsResponseData()
                .setTransactionStates(request.transactionalIds().stream()
                        .map(transactionalId -> refused(transactionalId, error))
                        .toList());
    }
}
