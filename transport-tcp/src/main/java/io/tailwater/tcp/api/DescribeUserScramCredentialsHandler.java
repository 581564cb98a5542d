package io.tailwater.tcp.api;

import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.user.ScramCredential;
import io.tailwater.core.security.user.ScramMechanism;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.kafka.common.message.DescribeUserScramCredentialsRequestData;
import org.apache.kafka.common.message.DescribeUserScramCredentialsRequestData.UserName;
import org.apache.kafka.common.message.DescribeUserScramCredentialsResponseData;
import org.apache.kafka.common.message.DescribeUserScramCredentialsResponseData.CredentialInfo;
import org.apache.kafka.common.message.DescribeUserScramCredentialsResponseData.DescribeUserScramCredentialsResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/** Tells which users have passwords, and by which mechanisms they may log in (KIP-554). */
final class DescribeUserScramCredentialsHandler
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
    public Errors authorize(RequestContext context, DescribeUserScramCredentialsRequestData request) {
        return context.clusterRefusal(AclOperation.DESCRIBE);
    }

    @Override
    public Future<DescribeUserScramCredentialsResponseData> handle(
            RequestContext context, DescribeUserScramCredentialsRequestData request) {
        SortedMap<String, Map<ScramMechanism, ScramCredential>> all =
                context.broker().security().users().all();
        DescribeUserScramCredentialsResponseData response =
                new DescribeUserScramCredentialsResponseData().setErrorMessage(null);
        List<UserName> asked = request.users();
        if (asked == null || asked.isEmpty()) {
            all.forEach((user, credentials) -> response.results().add(described(user, credentials)));
            return Future.succeededFuture(response);
        }
        Map<String, Integer> times = new LinkedHashMap<>();
        asked.forEach(user -> times.merge(user.name(), 1, Integer::sum));
        times.forEach((user, count) -> {
            Map<ScramMechanism, ScramCredential> credentials = all.get(user);
            if (count > 1) {
                response.results().add(refused(user, Errors.DUPLICATE_RESOURCE, "A user is named more than once."));
            } else if (credentials == null) {
                response.results().add(refused(user, Errors.RESOURCE_NOT_FOUND, "There is no user of that name."));
            } else {
                response.results().add(described(user, credentials));
            }
        });
        return Future.succeededFuture(response);
    }

    private static DescribeUserScramCredentialsResult described(
            String user, Map<ScramMechanism, ScramCredential> credentials) {
        return new DescribeUserScramCredentialsResult()
                .setUser(user)
                .setErrorMessage(null)
                .setCredentialInfos(credentials.values().stream()
                        .map(credential -> new CredentialInfo()
                                .setMechanism(credential.mechanism().code())
                                .setIterations(credential.iterations()))
                        .toList());
    }

    private static DescribeUserScramCredentialsResult refused(String user, Errors error, String message) {
        return new DescribeUserScramCredentialsResult()
                .setUser(user)
                .setErrorCode(error.code())
                .setErrorMessage(message);
    }

    @Override
    public DescribeUserScramCredentialsResponseData failed(
            RequestContext context, DescribeUserScramCredentialsRequestData request, Errors error) {
        return new DescribeUserScramCredentialsResponseData()
                .setErrorCode(error.code())
                .setErrorMessage(error.message());
    }
}
