package io.tailwater.tcp.api;

import io.tailwater.core.result.Done;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.AuditAction;
import io.tailwater.core.security.user.ScramCredential;
import io.tailwater.core.security.user.ScramMechanism;
import io.tailwater.core.security.user.UserAlteration;
import io.tailwater.tcp.wire.KafkaErrors;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.message.AlterUserScramCredentialsRequestData;
import org.apache.kafka.common.message.AlterUserScramCredentialsRequestData.ScramCredentialDeletion;
import org.apache.kafka.common.message.AlterUserScramCredentialsRequestData.ScramCredentialUpsertion;
import org.apache.kafka.common.message.AlterUserScramCredentialsResponseData;
import org.apache.kafka.common.message.AlterUserScramCredentialsResponseData.AlterUserScramCredentialsResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;
import org.jspecify.annotations.Nullable;

/** Gives users passwords, and takes them away (KIP-554). The password itself does not come here, but what the client made of it. */
final class AlterUserScramCredentialsHandler
        implements ApiHandler<AlterUserScramCredentialsRequestData, AlterUserScramCredentialsResponseData> {

    /** What is asked for one user, as far as it makes sense. */
    private static final class Wanted {

        private final Set<ScramMechanism> removed = EnumSet.noneOf(ScramMechanism.class);
        private final Set<ScramMechanism> named = EnumSet.noneOf(ScramMechanism.class);
        private final List<ScramCredential> set = new ArrayList<>();
        private Errors error = Errors.NONE;

        /** The mechanism of a code, which a request may name once for each user. */
        private boolean names(byte code) {
            ScramMechanism mechanism = ScramMechanism.of(code);
            if (mechanism == null) {
                error = Errors.UNSUPPORTED_SASL_MECHANISM;
            } else if (!named.add(mechanism)) {
                error = Errors.DUPLICATE_RESOURCE;
            }
            return error == Errors.NONE;
        }

        private void remove(ScramCredentialDeletion deletion) {
            ScramMechanism mechanism = ScramMechanism.of(deletion.mechanism());
            if (names(deletion.mechanism()) && mechanism != null) {
                removed.add(mechanism);
            }
        }

        private void set(ScramCredentialUpsertion upsertion) {
            ScramMechanism mechanism = ScramMechanism.of(upsertion.mechanism());
            if (!names(upsertion.mechanism()) || mechanism == null) {
                return;
            }
            if (upsertion.salt().length == 0 || upsertion.saltedPassword().length != mechanism.bytes()) {
                error = Errors.UNACCEPTABLE_CREDENTIAL;
            } else {
                set.add(ScramCredential.ofSaltedPassword(
                        mechanism, upsertion.salt(), upsertion.iterations(), upsertion.saltedPassword()));
            }
        }
    }

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
    public Errors authorize(RequestContext context, AlterUserScramCredentialsRequestData request) {
        return context.clusterRefusal(AclOperation.ALTER);
    }

    @Override
    public Future<AlterUserScramCredentialsResponseData> handle(
            RequestContext context, AlterUserScramCredentialsRequestData request) {
        Map<String, Wanted> wanted = new TreeMap<>();
        request.deletions()
                .forEach(deletion -> wanted.computeIfAbsent(deletion.name(), user -> new Wanted())
                        .remove(deletion));
        request.upsertions()
                .forEach(upsertion -> wanted.computeIfAbsent(upsertion.name(), user -> new Wanted())
                        .set(upsertion));
        AlterUserScramCredentialsResponseData response = new AlterUserScramCredentialsResponseData();
        List<UserAlteration> alterations = new ArrayList<>();
        wanted.forEach((user, asked) -> {
            if (asked.error == Errors.NONE) {
                alterations.add(new UserAlteration(user, asked.removed, asked.set));
            } else {
                response.results().add(result(user, asked.error, asked.error.message()));
            }
        });
        return context.broker().security().users().alter(alterations).map(results -> {
            for (int i = 0; i < results.size(); i++) {
                response.results().add(result(context, alterations.get(i), results.get(i)));
            }
            return response;
        });
    }

    private static AlterUserScramCredentialsResult result(
            RequestContext context, UserAlteration alteration, Result<Done> result) {
        String user = alteration.user();
        if (result instanceof Result.Refused<Done> refused) {
            return result(
                    user,
                    KafkaErrors.of(refused.error().code()),
                    refused.error().message());
        }
        context.audit(alteration.set().isEmpty() ? AuditAction.USER_DELETED : AuditAction.USER_CHANGED, user, Map.of());
        return result(user, Errors.NONE, null);
    }

    private static AlterUserScramCredentialsResult result(String user, Errors error, @Nullable String message) {
        return new AlterUserScramCredentialsResult()
                .setUser(user)
                .setErrorCode(error.code())
                .setErrorMessage(message);
    }

    @Override
    public AlterUserScramCredentialsResponseData failed(
            RequestContext context, AlterUserScramCredentialsRequestData request, Errors error) {
        Set<String> users = new TreeSet<>();
        request.deletions().forEach(deletion -> users.add(deletion.name()));
        request.upsertions().forEach(upsertion -> users.add(upsertion.name()));
        AlterUserScramCredentialsResponseData response = new AlterUserScramCredentialsResponseData();
        users.forEach(user -> response.results().add(result(user, error, error.message())));
        return response;
    }
}
