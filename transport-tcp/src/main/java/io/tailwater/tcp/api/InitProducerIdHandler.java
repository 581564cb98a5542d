package io.tailwater.tcp.api;

import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.transaction.InitProducer;
import io.tailwater.core.transaction.ProducerIdentity;
import io.vertx.core.Future;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;
import org.jspecify.annotations.Nullable;

/**
 * Gives a producer its id. v3 lets it name the id and epoch it had (KIP-360): without transactions it gets a new id, as with
 * Kafka. v4 tells fenced producers so, v5 is of KIP-890.
 */
final class InitProducerIdHandler implements ApiHandler<InitProducerIdRequestData, InitProducerIdResponseData> {

    private static final short FIRST_WITH_FENCED = 4;
    private static final long NONE = -1;

    @Override
    public ApiKeys api() {
        return ApiKeys.INIT_PRODUCER_ID;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 5);
    }

    @Override
    public InitProducerIdRequestData decode(Readable body, short version) {
        return new InitProducerIdRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, InitProducerIdRequestData request) {
        if (request.transactionalId() != null) {
            return context.refusal(AclOperation.WRITE, ResourceType.TRANSACTIONAL_ID, request.transactionalId());
        }
        // Who may write to any topic may do so as an idempotent producer (KIP-679).
        return context.allowsAny(AclOperation.WRITE, ResourceType.TOPIC)
                ? Errors.NONE
                : context.clusterRefusal(AclOperation.IDEMPOTENT_WRITE);
    }

    @Override
    public Future<InitProducerIdResponseData> handle(RequestContext context, InitProducerIdRequestData request) {
        if ((request.producerId() == NONE) != (request.producerEpoch() == NONE)) {
            return Future.succeededFuture(failed(context, request, Errors.INVALID_REQUEST));
        }
        String transactionalId = request.transactionalId();
        if (transactionalId == null) {
            return context.broker()
                    .producerIds()
                    .next()
                    .map(id ->
                            new InitProducerIdResponseData().setProducerId(id).setProducerEpoch((short) 0));
        }
        return context.broker()
                .transactions()
                .initProducer(new InitProducer(transactionalId, request.transactionTimeoutMs(), known(request)))
                .map(result -> result instanceof Result.Ok<ProducerIdentity> ok
                        ? new InitProducerIdResponseData()
                                .setProducerId(ok.value().producerId())
                                .setProducerEpoch(ok.value().producerEpoch())
                        : failed(
                                context,
                                request,
                                TransactionErrors.of(result, context.version() >= FIRST_WITH_FENCED)));
    }

    private static @Nullable ProducerIdentity known(InitProducerIdRequestData request) {
        return request.producerId() == NONE
                ? null
                : new ProducerIdentity(request.producerId(), request.producerEpoch());
    }

    @Override
    public InitProducerIdResponseData failed(RequestContext context, InitProducerIdRequestData request, Errors error) {
        return new InitProducerIdResponseData()
                .setErrorCode(error.code())
                .setProducerId(-1)
                .setProducerEpoch((short) -1);
    }
}
