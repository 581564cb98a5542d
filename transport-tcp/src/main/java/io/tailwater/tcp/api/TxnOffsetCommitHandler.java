package io.tailwater.tcp.api;

import io.tailwater.core.group.CommitOffsets;
import io.tailwater.core.group.CommitOffsets.NewOffset;
import io.tailwater.core.group.MemberClaim;
import io.tailwater.core.group.PartitionAnswer;
import io.tailwater.core.group.TopicPartitions;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.transaction.ProducerClaim;
import io.tailwater.tcp.wire.KafkaErrors;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData.TxnOffsetCommitResponsePartition;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData.TxnOffsetCommitResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Commits a group's offsets as part of a transaction. v2 adds leader epochs (KIP-320), v3 the member (KIP-447); from v5 on that
 * makes them part of it, before that AddOffsetsToTxn does (KIP-890).
 */
final class TxnOffsetCommitHandler implements ApiHandler<TxnOffsetCommitRequestData, TxnOffsetCommitResponseData> {

    private static final short FIRST_WITH_ABORTABLE = 4;
    private static final short FIRST_THAT_ADDS = 5;

    @Override
    public ApiKeys api() {
        return ApiKeys.TXN_OFFSET_COMMIT;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 5);
    }

    @Override
    public TxnOffsetCommitRequestData decode(Readable body, short version) {
        return new TxnOffsetCommitRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, TxnOffsetCommitRequestData request) {
        Errors refusal = context.refusal(AclOperation.WRITE, ResourceType.TRANSACTIONAL_ID, request.transactionalId());
        return refusal != Errors.NONE
                ? refusal
                : context.refusal(AclOperation.READ, ResourceType.GROUP, request.groupId());
    }

    @Override
    public Future<TxnOffsetCommitResponseData> handle(RequestContext context, TxnOffsetCommitRequestData request) {
        if (request.transactionalId().isEmpty()) {
            return Future.succeededFuture(failed(context, request, Errors.INVALID_REQUEST));
        }
        TxnOffsetCommitResponseData response = new TxnOffsetCommitResponseData();
        List<TxnOffsetCommitRequestTopic> allowed = new ArrayList<>();
        for (TxnOffsetCommitRequestTopic topic : request.topics()) {
            Errors refusal = context.refusal(AclOperation.READ, ResourceType.TOPIC, topic.name());
            if (refusal == Errors.NONE) {
                allowed.add(topic);
            } else {
                response.topics().add(refused(topic, refusal));
            }
        }
        if (allowed.isEmpty() && !request.topics().isEmpty()) {
            return Future.succeededFuture(response);
        }
        ProducerClaim producer =
                new ProducerClaim(request.transactionalId(), request.producerId(), request.producerEpoch());
        return context.broker()
                .transactions()
                .admitOffsets(producer, request.groupId(), context.version() >= FIRST_THAT_ADDS)
                .compose(admitted -> admitted instanceof Result.Refused<Done> refused
                        ? Future.succeededFuture(failed(context, request, notAdmitted(context, refused.error())))
                        : commit(context, request, allowed, response));
    }

    private static Errors notAdmitted(RequestContext context, BrokerError refusal) {
        return TransactionErrors.ofAdmission(
                refusal,
                context.version() >= FIRST_WITH_ABORTABLE,
                context.version() >= FIRST_THAT_ADDS,
                Errors.COORDINATOR_LOAD_IN_PROGRESS);
    }

    private Future<TxnOffsetCommitResponseData> commit(
            RequestContext context,
            TxnOffsetCommitRequestData request,
            List<TxnOffsetCommitRequestTopic> allowed,
            TxnOffsetCommitResponseData response) {
        MemberClaim member =
                new MemberClaim(request.memberId(), request.groupInstanceId(), request.generationIdOrMemberEpoch());
        CommitOffsets.Transaction transaction =
                new CommitOffsets.Transaction(request.transactionalId(), request.producerId(), request.producerEpoch());
        List<TopicPartitions<NewOffset>> topics = allowed.stream()
                .map(topic -> new TopicPartitions<>(topic.name(), TopicPartitions.NO_ID, offsets(topic)))
                .toList();
        return context.broker()
                .groups()
                .commitOffsets(new CommitOffsets(
                        request.groupId(), member, transaction, CommitOffsets.DEFAULT_RETENTION, topics))
                .map(result -> result instanceof Result.Ok<List<TopicPartitions<PartitionAnswer>>> ok
                        ? answer(response, ok.value())
                        : failed(context, request, TransactionErrors.of(result)));
    }

    private static List<NewOffset> offsets(TxnOffsetCommitRequestTopic topic) {
        return topic.partitions().stream()
                .map(partition -> new NewOffset(
                        partition.partitionIndex(),
                        partition.committedOffset(),
                        partition.committedLeaderEpoch(),
                        Objects.requireNonNullElse(partition.committedMetadata(), "")))
                .toList();
    }

    private static TxnOffsetCommitResponseData answer(
            TxnOffsetCommitResponseData response, List<TopicPartitions<PartitionAnswer>> topics) {
        for (TopicPartitions<PartitionAnswer> topic : topics) {
            TxnOffsetCommitResponseTopic answer = new TxnOffsetCommitResponseTopic().setName(topic.topic());
            for (PartitionAnswer partition : topic.partitions()) {
                BrokerError error = partition.error();
                answer.partitions()
                        .add(new TxnOffsetCommitResponsePartition()
                                .setPartitionIndex(partition.partition())
                                .setErrorCode(error == null ? Errors.NONE.code() : KafkaErrors.number(error.code())));
            }
            response.topics().add(answer);
        }
        return response;
    }

    @Override
    public TxnOffsetCommitResponseData failed(
            RequestContext context, TxnOffsetCommitRequestData request, Errors error) {
        TxnOffsetCommitResponseData response = new TxnOffsetCommitResponseData();
        request.topics().forEach(topic -> response.topics().add(refused(topic, error)));
        return response;
    }

    private static TxnOffsetCommitResponseTopic refused(TxnOffsetCommitRequestTopic topic, Errors error) {
        TxnOffsetCommitResponseTopic answer = new TxnOffsetCommitResponseTopic().setName(topic.name());
        topic.partitions()
                .forEach(partition -> answer.partitions()
                        .add(new TxnOffsetCommitResponsePartition()
                                .setPartitionIndex(partition.partitionIndex())
                                .setErrorCode(error.code())));
        return answer;
    }
}
