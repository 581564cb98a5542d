package io.tailwater.tcp.api;

import io.tailwater.core.security.AclOperation;
import io.vertx.core.Future;
import org.apache.kafka.common.message.UnregisterBrokerRequestData;
import org.apache.kafka.common.message.UnregisterBrokerResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Takes a broker out of the cluster: not this one, which is all of it, and others there are none.
 */
final class UnregisterBrokerHandler implements ApiHandler<UnregisterBrokerRequestData, UnregisterBrokerResponseData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.UNREGISTER_BROKER;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 0);
    }

    @Override
    public UnregisterBrokerRequestData decode(Readable body, short version) {
        return new UnregisterBrokerRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, UnregisterBrokerRequestData request) {
        return context.clusterRefusal(AclOperation.ALTER);
    }

    @Override
    public Future<UnregisterBrokerResponseData> handle(RequestContext context, UnregisterBrokerRequestData request) {
        if (request.brokerId() != context.broker().config().nodeId()) {
            return Future.succeededFuture(failed(context, request, Errors.BROKER_ID_NOT_REGISTERED));
        }
        return Future.succeededFuture(failed(context, request, Errors.INVALID_REQUEST)
                .setErrorMessage("This broker is the whole cluster: stop it instead."));
    }

    @Override
    public UnregisterBrokerResponseData failed(
            RequestContext context, UnregisterBrokerRequestData request, Errors error) {
        return new UnregisterBrokerResponseData().setErrorCode(error.code()).setErrorMessage(error.message());
    }
}
