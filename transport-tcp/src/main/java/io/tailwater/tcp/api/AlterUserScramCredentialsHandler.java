package io.tailwater.tcp.api;

import io.vertx.core.Future;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.message.AlterUserScramCredentialsRequestData;
import org.apache.kafka.common.message.AlterUserScramCredentialsRequestData.ScramCredentialDeletion;
import org.apache.kafka.common.message.AlterUserScramCredentialsRequestData.ScramCredentialUpsertion;
import org.apache.kafka.common.message.AlterUserScramCredentialsResponseData;
import org.apache.kafka.common.message.AlterUserScramCredentialsResponseData.AlterUserScramCredentialsResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Gives users passwords (KIP-554): refused until somebody has to log in.
 */
public final class AlterUserScramCredentialsHandler
        implements ApiHandler<AlterUserScramCredentialsRequestData, AlterUserScramCredentialsResponseData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.ALTER_USER_SCRAM_CREDENTIALS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 0);
    }

    @Override
    public AlterUserScramCredentialsRequestData decode(Readable body, short version) {
        return new AlterUserScramCredentialsRequestData(body, version);
    }

    @Override
    public Future<AlterUserScramCredentialsResponseData> handle(
            RequestContext context, AlterUserScramCredentialsRequestData request) {
        return Future.succeededFuture(
                answer(request, Errors.SECURITY_DISABLED, "Nobody has to log in to this broker: nothing was kept."));
    }

    private static AlterUserScramCredentialsResponseData answer(
            AlterUserScramCredentialsRequestData request, Errors error, String message) {
        Set<String> users = new TreeSet<>();
        for (ScramCredentialDeletion deletion : request.deletions()) {
            users.add(deletion.name());
        }
        for (ScramCredentialUpsertion upsertion : request.upsertions()) {
            users.add(upsertion.name());
        }
        AlterUserScramCredentialsResponseData response = new AlterUserScramCredentialsResponseData();
        for (String user : users) {
            response.results()
                    .add(new AlterUserScramCredentialsResult()
                            .setUser(user)
                            .setErrorCode(error.code())
                            .setErrorMessage(message));
        }
        return response;
    }

    @Override
    public AlterUserScramCredentialsResponseData failed(
            RequestContext context, AlterUserScramCredentialsRequestData request, Errors error) {
        return answer(request, error, error.message());
    }
}
