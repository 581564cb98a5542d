package io.tailwater.tcp.api;

import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.tcp.wire.KafkaErrors;
import io.vertx.core.Future;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Says who coordinates a group: this broker, which makes what coordinators need when they are first asked for. v1 adds the
 * kind of coordinator and the message, v4 takes several keys (KIP-699) and moves the answer into an array, v6 asks for those
 * of share groups' records (KIP-932), which brokers do.
 */
final class FindCoordinatorHandler implements ApiHandler<FindCoordinatorRequestData, FindCoordinatorResponseData> {

    private static final byte GROUP = 0;
    private static final byte TRANSACTION = 1;
    private static final byte SHARE = 2;
    private static final short FIRST_WITH_SEVERAL = 4;
    private static final short FIRST_WITH_SHARE = 6;

    @Override
    public ApiKeys api() {
        return ApiKeys.FIND_COORDINATOR;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 6);
    }

    @Override
    public FindCoordinatorRequestData decode(Readable body, short version) {
        return new FindCoordinatorRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, FindCoordinatorRequestData request) {
        return context.version() < FIRST_WITH_SEVERAL ? refusal(context, request, request.key()) : Errors.NONE;
    }

    @Override
    public Future<FindCoordinatorResponseData> handle(RequestContext context, FindCoordinatorRequestData request) {
        boolean forNothing = !request.coordinatorKeys().isEmpty()
                && request.coordinatorKeys().stream().allMatch(key -> refusal(context, request, key) != Errors.NONE);
        Future<Result<Done>> prepared =
                forNothing ? Future.succeededFuture(Result.ok(Done.DONE)) : prepared(context, request.keyType());
        return prepared.map(result -> {
            if (result instanceof Result.Refused<Done> refused) {
                return refused(
                        context,
                        request,
                        KafkaErrors.of(refused),
                        refused.error().message());
            }
            BrokerAddress address = context.connection().brokerAddress();
            return answer(
                    context,
                    request,
                    new Coordinator()
                            .setNodeId(context.broker().config().nodeId())
                            .setHost(address.host())
                            .setPort(address.port()));
        });
    }

    /** Why who asks may not know where that group, transactional id or share is taken care of. */
    private static Errors refusal(RequestContext context, FindCoordinatorRequestData request, String key) {
        return switch (request.keyType()) {
            case GROUP -> context.refusal(AclOperation.DESCRIBE, ResourceType.GROUP, key);
            case TRANSACTION -> context.refusal(AclOperation.DESCRIBE, ResourceType.TRANSACTIONAL_ID, key);
            case SHARE -> context.clusterRefusal(AclOperation.CLUSTER_ACTION);
            default -> Errors.NONE;
        };
    }

    private static Future<Result<Done>> prepared(RequestContext context, byte keyType) {
        if (keyType == GROUP) {
            return context.broker().groups().prepare();
        }
        if (keyType == TRANSACTION) {
            return context.broker().transactions().prepare();
        }
        return keyType == SHARE && context.version() >= FIRST_WITH_SHARE
                ? context.broker().shares().prepare()
                : refused(ErrorCode.INVALID_REQUEST, "There is no coordinator of kind " + keyType + ".");
    }

    private static Future<Result<Done>> refused(ErrorCode code, String message) {
        return Future.succeededFuture(Result.refused(code, message));
    }

    @Override
    public FindCoordinatorResponseData failed(
            RequestContext context, FindCoordinatorRequestData request, Errors error) {
        return refused(context, request, error, error.message());
    }

    private static FindCoordinatorResponseData refused(
            RequestContext context, FindCoordinatorRequestData request, Errors error, String message) {
        return answer(context, request, nobody(error, message));
    }

    private static Coordinator nobody(Errors error, String message) {
        return new Coordinator()
                .setErrorCode(error.code())
                .setErrorMessage(message)
                .setNodeId(-1)
                .setPort(-1);
    }

    /** The same for all that was asked about and may be known. */
    private static FindCoordinatorResponseData answer(
            RequestContext context, FindCoordinatorRequestData request, Coordinator found) {
        FindCoordinatorResponseData response = new FindCoordinatorResponseData();
        if (context.version() < FIRST_WITH_SEVERAL) {
            return response.setErrorCode(found.errorCode())
                    .setErrorMessage(found.errorMessage())
                    .setNodeId(found.nodeId())
                    .setHost(found.host())
                    .setPort(found.port());
        }
        for (String key : request.coordinatorKeys()) {
            Errors refusal = refusal(context, request, key);
            Coordinator answer = refusal == Errors.NONE ? found.duplicate() : nobody(refusal, refusal.message());
            response.coordinators().add(answer.setKey(key));
        }
        return response;
    }
}
