package io.tailwater.tcp.api;

import io.tailwater.core.security.AclOperation;
import io.vertx.core.Future;
import java.util.List;
import org.apache.kafka.common.message.DescribeClientQuotasRequestData;
import org.apache.kafka.common.message.DescribeClientQuotasResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Tells the quotas of clients: there are none. v1 is flexible.
 */
public final class DescribeClientQuotasHandler
        implements ApiHandler<DescribeClientQuotasRequestData, DescribeClientQuotasResponseData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_CLIENT_QUOTAS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 1);
    }

    @Override
    public DescribeClientQuotasRequestData decode(Readable body, short version) {
        return new DescribeClientQuotasRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, DescribeClientQuotasRequestData request) {
        return context.clusterRefusal(AclOperation.DESCRIBE_CONFIGS);
    }

    @Override
    public Future<DescribeClientQuotasResponseData> handle(
            RequestContext context, DescribeClientQuotasRequestData request) {
        return Future.succeededFuture(
                new DescribeClientQuotasResponseData().setErrorMessage(null).setEntries(List.of()));
    }

    @Override
    public DescribeClientQuotasResponseData failed(
            RequestContext context, DescribeClientQuotasRequestData request, Errors error) {
        return new DescribeClientQuotasResponseData()
                .setErrorCode(error.code())
                .setErrorMessage(error.message())
                .setEntries(null);
    }
}
