package io.tailwater.tcp.api;

import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.transaction.EndTransaction;
import io.tailwater.core.transaction.ProducerClaim;
import io.tailwater.core.transaction.ProducerIdentity;
import io.vertx.core.Future;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.EndTxnResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/** Commits or aborts. v2 tells fenced producers so; from v5 on every transaction has an epoch of its own (KIP-890). */
final class EndTxnHandler implements ApiHandler<EndTxnRequestData, EndTxnResponseData> {

    private static final short FIRST_WITH_FENCED = 2;
    private static final short FIRST_WITH_EPOCH = 5;

    @Override
    public ApiKeys api() {
        return ApiKeys.END_TXN;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 5);
    }

    @Override
    public EndTxnRequestData decode(Readable body, short version) {
        return new EndTxnRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, EndTxnRequestData request) {
        return context.refusal(AclOperation.WRITE, ResourceType.TRANSACTIONAL_ID, request.transactionalId());
    }

    @Override
    public Future<EndTxnResponseData> handle(RequestContext context, EndTxnRequestData request) {
        if (request.transactionalId().isEmpty()) {
            return Future.succeededFuture(failed(context, request, Errors.INVALID_REQUEST));
        }
        boolean epochPerTransaction = context.version() >= FIRST_WITH_EPOCH;
        ProducerClaim producer =
                new ProducerClaim(request.transactionalId(), request.producerId(), request.producerEpoch());
        return context.broker()
                .transactions()
                .end(new EndTransaction(producer, request.committed(), epochPerTransaction))
                .map(result -> {
                    EndTxnResponseData response = failed(
                            context, request, TransactionErrors.of(result, context.version() >= FIRST_WITH_FENCED));
                    if (epochPerTransaction && result instanceof Result.Ok<ProducerIdentity> ok) {
                        response.setProducerId(ok.value().producerId())
                                .setProducerEpoch(ok.value().producerEpoch());
                    }
                    return response;
                });
    }

    /** Also of NONE. */
    @Override
    public EndTxnResponseData failed(RequestContext context, EndTxnRequestData request, Errors error) {
        return new EndTxnResponseData().setErrorCode(error.code());
    }
}
