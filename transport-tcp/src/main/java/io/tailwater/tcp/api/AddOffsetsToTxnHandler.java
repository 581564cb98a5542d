package io.tailwater.tcp.api;

import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.transaction.ProducerClaim;
import io.vertx.core.Future;
import org.apache.kafka.common.message.AddOffsetsToTxnRequestData;
import org.apache.kafka.common.message.AddOffsetsToTxnResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Makes a group's offsets part of a transaction, for producers of {@code transaction.version} 0 and 1; younger ones just commit
 * them. v2 tells fenced producers so, v4 is of KIP-890.
 */
final class AddOffsetsToTxnHandler implements ApiHandler<AddOffsetsToTxnRequestData, AddOffsetsToTxnResponseData> {

    private static final short FIRST_WITH_FENCED = 2;

    @Override
    public ApiKeys api() {
        return ApiKeys.ADD_OFFSETS_TO_TXN;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 4);
    }

    @Override
    public AddOffsetsToTxnRequestData decode(Readable body, short version) {
        return new AddOffsetsToTxnRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, AddOffsetsToTxnRequestData request) {
        Errors refusal = context.refusal(AclOperation.WRITE, ResourceType.TRANSACTIONAL_ID, request.transactionalId());
        return refusal != Errors.NONE
                ? refusal
                : context.refusal(AclOperation.READ, ResourceType.GROUP, request.groupId());
    }

    @Override
    public Future<AddOffsetsToTxnResponseData> handle(RequestContext context, AddOffsetsToTxnRequestData request) {
        if (request.transactionalId().isEmpty()) {
            return Future.succeededFuture(failed(context, request, Errors.INVALID_REQUEST));
        }
        ProducerClaim producer =
                new ProducerClaim(request.transactionalId(), request.producerId(), request.producerEpoch());
        return context.broker()
                .transactions()
                .addOffsets(producer, request.groupId())
                .map(result ->
                        failed(context, request, TransactionErrors.of(result, context.version() >= FIRST_WITH_FENCED)));
    }

    /** Also of NONE. */
    @Override
    public AddOffsetsToTxnResponseData failed(
            RequestContext context, AddOffsetsToTxnRequestData request, Errors error) {
        return new AddOffsetsToTxnResponseData().setErrorCode(error.code());
    }
}
