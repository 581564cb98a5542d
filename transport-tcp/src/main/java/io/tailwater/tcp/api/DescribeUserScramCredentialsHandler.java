package io.tailwater.tcp.api;

import io.vertx.core.Future;
import org.apache.kafka.common.message.DescribeUserScramCredentialsRequestData;
import org.apache.kafka.common.message.DescribeUserScramCredentialsRequestData.UserName;
import org.apache.kafka.common.message.DescribeUserScramCredentialsResponseData;
import org.apache.kafka.common.message.DescribeUserScramCredentialsResponseData.DescribeUserScramCredentialsResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Tells which users have passwords (KIP-554): none, and who is asked for by name is not found.
 */
public final class DescribeUserScramCredentialsHandler
        implements ApiHandler<DescribeUserScramCredentialsRequestData, DescribeUserScramCredentialsResponseData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_USER_SCRAM_CREDENTIALS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 0);
    }

    @Override
    public DescribeUserScramCredentialsRequestData decode(Readable body, short version) {
        return new DescribeUserScramCredentialsRequestData(body, version);
    }

    @Override
    public Future<DescribeUserScramCredentialsResponseData> handle(
            RequestContext context, DescribeUserScramCredentialsRequestData request) {
        DescribeUserScramCredentialsResponseData response =
                new DescribeUserScramCredentialsResponseData().setErrorMessage(null);
        if (request.users() != null) {
            for (UserName user : request.users()) {
                response.results()
                        .add(new DescribeUserScramCredentialsResult()
                                .setUser(user.name())
                                .setErrorCode(Errors.RESOURCE_NOT_FOUND.code())
                                .setErrorMessage("This version of Tailwater knows no users."));
            }
        }
        return Future.succeededFuture(response);
    }

    @Override
    public DescribeUserScramCredentialsResponseData failed(
            RequestContext context, DescribeUserScramCredentialsRequestData request, Errors error) {
        return new DescribeUserScramCredentialsResponseData()
                .setErrorCode(error.code())
                .setErrorMessage(error.message());
    }
}
