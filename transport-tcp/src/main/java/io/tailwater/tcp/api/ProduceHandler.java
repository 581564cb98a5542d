package io.tailwater.tcp.api;

import io.tailwater.core.partition.Acks;
import io.tailwater.core.partition.AppendOutcome;
import io.tailwater.core.partition.PartitionAppend;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.partition.ProducerTransaction;
import io.tailwater.core.quota.ClientLimits;
import io.tailwater.core.quota.QuotaKey;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.Authorizer;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.topic.Topic;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.tcp.wire.ProducedBytes;
import io.tailwater.tcp.wire.TopicIds;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;
import org.jspecify.annotations.Nullable;

/**
 * Appends records. v7 allows zstd, v8 adds a message to errors (KIP-467), from v12 on writing to a
 * partition makes it part of a transaction (KIP-890), v13 names topics by id (KIP-516). Advertised from
 * 0, because librdkafka does not compress otherwise (KAFKA-18659), but served from 3.
 *
 * <p>The batches are not copied: core gets views of the request's frame, which stays until the response is ready.
 */
final class ProduceHandler implements ApiHandler<ProduceRequestData, ProduceResponseData> {

    private static final short FIRST_WITH_ZSTD = 7;
    private static final short FIRST_WITH_ABORTABLE = 11;
    private static final short FIRST_THAT_ADDS = 12;
    private static final short FIRST_BY_ID = 13;
    private static final int ZSTD = 4;

    @Override
    public ApiKeys api() {
        return ApiKeys.PRODUCE;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(3, 13);
    }

    @Override
    public boolean hashesArrays() {
        return true;
    }

    @Override
    public VersionRange advertised() {
        return VersionRange.of(0, 13);
    }

    @Override
    public ProduceRequestData decode(Readable body, short version) {
        return new ProduceRequestData(body, version);
    }

    @Override
    public boolean readsFrameLater() {
        return true;
    }

    @Override
    public boolean answered(ProduceRequestData request) {
        return request.acks() != 0;
    }

    @Override
    public Errors authorize(RequestContext context, ProduceRequestData request) {
        if (context.broker().security().authorizer() == Authorizer.ALLOW_ALL || !isTransactional(request)) {
            return Errors.NONE;
        }
        // Records of a transaction that nobody names would get into anybody's whose producer id is known.
        Errors refusal = request.transactionalId() == null
                ? Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED
                : context.refusal(AclOperation.WRITE, ResourceType.TRANSACTIONAL_ID, request.transactionalId());
        if (refusal != Errors.NONE && !answered(request)) {
            throw new ConnectionRefused("acks=0 and a refusal: " + refusal);
        }
        return refusal;
    }

    private static boolean isTransactional(ProduceRequestData request) {
        for (TopicProduceData topic : request.topicData()) {
            for (PartitionProduceData partition : topic.partitionData()) {
                ByteBuffer batches = ProducedBytes.of(partition);
                if (batches.remaining() >= RecordBatchHeader.SIZE
                        && RecordBatchHeader.isTransactional(batches, batches.position())) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public Future<ProduceResponseData> handle(RequestContext context, ProduceRequestData request) {
        if (request.acks() < -1 || request.acks() > 1) {
            return Future.succeededFuture(failed(context, request, Errors.INVALID_REQUIRED_ACKS));
        }
        ProduceResponseData response = new ProduceResponseData();
        TopicAccess access = TopicAccess.of(context, AclOperation.WRITE);
        List<PartitionAppend> appends = new ArrayList<>(1);
        List<PartitionProduceResponse> answers = new ArrayList<>(1);
        for (TopicProduceData topic : request.topicData()) {
            Errors refusal = access.refusal(topic.name(), topic.topicId());
            UUID topicId = topicId(context, topic);
            TopicProduceResponse topicResponse = response(response, topic);
            for (PartitionProduceData partition : topic.partitionData()) {
                PartitionProduceResponse answer = answer(topicResponse, partition);
                ByteBuffer batches = ProducedBytes.of(partition);
                if (refusal != Errors.NONE) {
                    refuse(answer, refusal, null);
                } else if (topicId == null) {
                    refuse(answer, Errors.UNKNOWN_TOPIC_OR_PARTITION, null);
                } else if (acceptable(context, answer, batches)) {
                    appends.add(new PartitionAppend(new PartitionKey(topicId, partition.index()), batches));
                    answers.add(answer);
                }
            }
        }
        if (appends.size() > 1 && namesOneTwice(appends)) {
            return Future.succeededFuture(failed(context, request, Errors.INVALID_REQUEST));
        }
        Future<List<AppendOutcome>> appended = appends.isEmpty()
                ? Future.succeededFuture(List.of())
                : context.connection().appends().append(appends, acks(request), transaction(context, request));
        ClientLimits limits = context.limits();
        long producedBytes = limits == null ? 0 : recordBytes(request);
        return appended.map(outcomes -> {
            fill(context, answers, outcomes);
            if (limits != null) {
                context.throttle(QuotaKey.PRODUCER_BYTE_RATE, limits.produced(producedBytes));
            }
            if (!answered(request)) {
                closeOnError(response);
            }
            return response;
        });
    }

    private static long recordBytes(ProduceRequestData request) {
        long bytes = 0;
        for (TopicProduceData topic : request.topicData()) {
            for (PartitionProduceData partition : topic.partitionData()) {
                bytes += ProducedBytes.of(partition).remaining();
            }
        }
        return bytes;
    }

    /** Returns whether core shall look at the batches; if not, {@code answer} says why. */
    private static boolean acceptable(RequestContext context, PartitionProduceResponse answer, ByteBuffer batches) {
        if (batches.remaining() < RecordBatchHeader.SIZE) {
            refuse(answer, Errors.INVALID_RECORD, "There is no whole record batch.");
            return false;
        }
        int first = batches.position();
        if (context.version() < FIRST_WITH_ZSTD && RecordBatchHeader.compression(batches, first) == ZSTD) {
            refuse(answer, Errors.UNSUPPORTED_COMPRESSION_TYPE, "zstd needs Produce v7.");
            return false;
        }
        return true;
    }

    private static void fill(
            RequestContext context, List<PartitionProduceResponse> answers, List<AppendOutcome> outcomes) {
        for (int i = 0; i < answers.size(); i++) {
            PartitionProduceResponse answer = answers.get(i);
            if (outcomes.get(i) instanceof AppendOutcome.Appended appended) {
                answer.setBaseOffset(appended.baseOffset())
                        .setLogAppendTimeMs(appended.logAppendTimeMillis())
                        .setLogStartOffset(appended.logStartOffset());
            } else if (outcomes.get(i) instanceof AppendOutcome.Refused refused) {
                BrokerError error = refused.error();
                refuse(
                        answer,
                        TransactionErrors.ofAdmission(
                                error,
                                context.version() >= FIRST_WITH_ABORTABLE,
                                context.version() >= FIRST_THAT_ADDS,
                                Errors.NOT_ENOUGH_REPLICAS),
                        error.message());
            }
        }
    }

    /** With acks=0 there is no response to say it in; a closed connection makes the producer look again. */
    private static void closeOnError(ProduceResponseData response) {
        for (TopicProduceResponse topic : response.responses()) {
            for (PartitionProduceResponse partition : topic.partitionResponses()) {
                Errors error = Errors.forCode(partition.errorCode());
                if (error != Errors.NONE) {
                    throw new ConnectionRefused("acks=0 and a refusal: " + error + " " + partition.errorMessage());
                }
            }
        }
    }

    private static @Nullable UUID topicId(RequestContext context, TopicProduceData topic) {
        if (context.version() >= FIRST_BY_ID) {
            return TopicIds.fromWire(topic.topicId());
        }
        Topic found = context.broker().topics().find(topic.name());
        return found == null ? null : found.id();
    }

    private static boolean namesOneTwice(List<PartitionAppend> appends) {
        Set<PartitionKey> seen = new HashSet<>(2 * appends.size());
        for (PartitionAppend append : appends) {
            if (!seen.add(append.key())) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable ProducerTransaction transaction(RequestContext context, ProduceRequestData request) {
        return request.transactionalId() == null
                ? null
                : new ProducerTransaction(request.transactionalId(), context.version() >= FIRST_THAT_ADDS);
    }

    private static Acks acks(ProduceRequestData request) {
        return switch (request.acks()) {
            case 0 -> Acks.NONE;
            case 1 -> Acks.WRITTEN;
            default -> Acks.DURABLE;
        };
    }

    private static TopicProduceResponse response(ProduceResponseData response, TopicProduceData topic) {
        TopicProduceResponse answer =
                new TopicProduceResponse().setName(topic.name()).setTopicId(topic.topicId());
        response.responses().add(answer);
        return answer;
    }

    private static PartitionProduceResponse answer(TopicProduceResponse topic, PartitionProduceData partition) {
        PartitionProduceResponse answer = new PartitionProduceResponse().setIndex(partition.index());
        topic.partitionResponses().add(answer);
        return answer;
    }

    private static void refuse(PartitionProduceResponse answer, Errors error, @Nullable String message) {
        answer.setErrorCode(error.code()).setBaseOffset(-1).setErrorMessage(message);
    }

    @Override
    public ProduceResponseData failed(RequestContext context, ProduceRequestData request, Errors error) {
        ProduceResponseData response = new ProduceResponseData();
        for (TopicProduceData topic : request.topicData()) {
            TopicProduceResponse topicResponse = response(response, topic);
            for (PartitionProduceData partition : topic.partitionData()) {
                refuse(answer(topicResponse, partition), error, null);
            }
        }
        return response;
    }
}
