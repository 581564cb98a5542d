package io.tailwater.tcp.api;

import io.vertx.core.Future;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Tells the cluster: one broker, this one (KIP-700). v1 lets the client say whether it wants brokers or controllers
 * (KIP-919), and of the latter there are none to talk to; v2 tells fenced brokers, which there are none of either.
 */
final class DescribeClusterHandler implements ApiHandler<DescribeClusterRequestData, DescribeClusterResponseData> {

    private static final byte BROKERS = 1;
    private static final byte CONTROLLERS = 2;

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_CLUSTER;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 2);
    }

    @Override
    public DescribeClusterRequestData decode(Readable body, short version) {
        return new DescribeClusterRequestData(body, version);
    }

    @Override
    public Future<DescribeClusterResponseData> handle(RequestContext context, DescribeClusterRequestData request) {
        if (request.endpointType() != BROKERS) {
            return Future.succeededFuture(failed(
                    context,
                    request,
                    request.endpointType() == CONTROLLERS
                            ? Errors.MISMATCHED_ENDPOINT_TYPE
                            : Errors.UNSUPPORTED_ENDPOINT_TYPE));
        }
        int nodeId = context.broker().config().nodeId();
        BrokerAddress address = context.connection().brokerAddress();
        DescribeClusterResponseData response = new DescribeClusterResponseData()
                .setClusterId(context.broker().clusterId())
                .setControllerId(nodeId);
        response.brokers()
                .add(new DescribeClusterBroker()
                        .setBrokerId(nodeId)
                        .setHost(address.host())
                        .setPort(address.port()));
        if (request.includeClusterAuthorizedOperations()) {
            response.setClusterAuthorizedOperations(AuthorizedOperations.cluster(context));
        }
        return Future.succeededFuture(response);
    }

    @Override
    public DescribeClusterResponseData failed(
            RequestContext context, DescribeClusterRequestData request, Errors error) {
        return new DescribeClusterResponseData()
                .setErrorCode(error.code())
                .setErrorMessage(error.message())
                .setClusterId("");
    }
}
