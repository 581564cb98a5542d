package io.tailwater.tcp.api;

import io.vertx.core.Future;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * There are no groups and transactions yet: says so, with an error that clients do not retry. v1 adds the message, v4 takes
 * several keys (KIP-699) and moves the answer into an array.
 *
 * <p>It is served at all because librdkafka concludes from its absence that the broker cannot do lz4.
 */
public final class FindCoordinatorHandler
        implements ApiHandler<FindCoordinatorRequestData, FindCoordinatorResponseData> {

    private static final byte GROUP = 0;
    private static final byte TRANSACTION = 1;

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
    public Future<FindCoordinatorResponseData> handle(RequestContext context, FindCoordinatorRequestData request) {
        return Future.succeededFuture(
                answer(context, request, Errors.UNSUPPORTED_VERSION, sentence(request.keyType())));
    }

    private static String sentence(byte keyType) {
        return switch (keyType) {
            case GROUP ->
                "This version of Tailwater has no consumer groups yet:"
                        + " assign partitions yourself (Java: assign(), kcat: -C with -p) and leave the group id out.";
            case TRANSACTION -> "This version of Tailwater has no transactions yet: leave the transactional id out.";
            default -> "This version of Tailwater has no share groups.";
        };
    }

    @Override
    public FindCoordinatorResponseData failed(
            RequestContext context, FindCoordinatorRequestData request, Errors error) {
        return answer(context, request, error, error.message());
    }

    private static FindCoordinatorResponseData answer(
            RequestContext context, FindCoordinatorRequestData request, Errors error, String message) {
        FindCoordinatorResponseData response = new FindCoordinatorResponseData();
        if (context.version() < 4) {
            return response.setErrorCode(error.code())
                    .setErrorMessage(message)
                    .setNodeId(-1)
                    .setPort(-1);
        }
        for (String key : request.coordinatorKeys()) {
            response.coordinators()
                    .add(new Coordinator()
                            .setKey(key)
                            .setErrorCode(error.code())
                            .setErrorMessage(message)
                            .setNodeId(-1)
                            .setPort(-1));
        }
        return response;
    }
}
