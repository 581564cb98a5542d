package io.tailwater.tcp.api;

import io.vertx.core.Future;
import org.apache.kafka.common.message.DescribeAclsRequestData;
import org.apache.kafka.common.message.DescribeAclsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Tells who may do what: refused, as by a Kafka without an authorizer. v2 and v3 change nothing here.
 */
public final class DescribeAclsHandler implements ApiHandler<DescribeAclsRequestData, DescribeAclsResponseData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_ACLS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(1, 3);
    }

    @Override
    public DescribeAclsRequestData decode(Readable body, short version) {
        return new DescribeAclsRequestData(body, version);
    }

    @Override
    public Future<DescribeAclsResponseData> handle(RequestContext context, DescribeAclsRequestData request) {
        return Future.succeededFuture(failed(context, request, Errors.SECURITY_DISABLED)
                .setErrorMessage("There is no authorizer: whoever reaches this broker may do everything."));
    }

    @Override
    public DescribeAclsResponseData failed(RequestContext context, DescribeAclsRequestData request, Errors error) {
        return new DescribeAclsResponseData().setErrorCode(error.code()).setErrorMessage(error.message());
    }
}
