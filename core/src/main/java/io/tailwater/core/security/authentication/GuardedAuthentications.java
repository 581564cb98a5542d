package io.tailwater.core.security.authentication;

import io.tailwater.core.security.AuditAction;
import io.tailwater.core.security.AuditLog;
import io.tailwater.core.security.ClientSession;
import io.tailwater.core.security.ReservedNames;
import io.tailwater.core.security.UserHold;
import io.tailwater.core.security.user.ScramMechanism;
import io.tailwater.core.security.user.StoredUsers;
import io.tailwater.core.worker.Promised;
import io.tailwater.spi.security.Authentication;
import io.tailwater.spi.security.Authenticator;
import io.tailwater.spi.security.Credentials;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks authenticators, and slows down whoever fails. Thread-safe. */
public final class GuardedAuthentications implements Authentications, AutoCloseable {

    private final Vertx vertx;
    private final StoredUsers users;
    private final SecureRandom random;
    private final FailedAttempts failures;
    private final AuditLog audit;
    private final List<Authenticator> authenticators;

    /**
     * @param others asked before passwords are looked up among the users; closed with this
     * @param hashing runs what takes milliseconds; bounded
     */
    public GuardedAuthentications(
            Vertx vertx,
            StoredUsers users,
            List<Authenticator> others,
            FailedAttempts failures,
            AuditLog audit,
            SecureRandom random,
            Executor hashing) {
        this.vertx = vertx;
        this.users = users;
        this.random = random;
        this.failures = failures;
        this.audit = audit;
        List<Authenticator> all = new ArrayList<>(others);
        all.add(new PasswordAuthenticator(users, hashing));
        this.authenticators = List.copyOf(all);
    }

    @Override
    public Future<Checked> authenticate(Credentials credentials, String clientHost) {
        return credentials instanceof Credentials.Password password
                ? authenticate(credentials, new Attempt("password", password.user(), clientHost))
                : authenticate(credentials, new Attempt("bearer", null, clientHost));
    }

    Future<Checked> authenticate(Credentials credentials, Attempt attempt) {
        return attempt(attempt, () -> {
                    // Looked up before the password is: whoever is removed while it is checked is not let in for ever.
                    UserHold before = hold(attempt);
                    return check(credentials)
                            .map(outcome ->
                                    new Checked(known(outcome), before == UserHold.NONE ? hold(attempt) : before))
                            .map(checked -> new SaslStep.Ended(Buffer.buffer(), checked));
                })
                .map(SaslStep.Ended::checked);
    }

    private UserHold hold(Attempt attempt) {
        return attempt.user() == null ? UserHold.NONE : users.hold(attempt.user());
    }

    @Override
    public @Nullable SaslExchange sasl(String mechanism, String clientHost) {
        ScramMechanism scram = ScramMechanism.named(mechanism);
        if (scram != null) {
            return new ScramExchange(scram, users, random, this, clientHost);
        }
        return switch (mechanism) {
            case PlainExchange.MECHANISM -> new PlainExchange(this, clientHost);
            case BearerExchange.MECHANISM -> new BearerExchange(this, clientHost);
            default -> null;
        };
    }

    private Future<Authentication> check(Credentials credentials) {
        try {
            for (Authenticator authenticator : authenticators) {
                if (authenticator.understands(credentials)) {
                    return Promised.by(authenticator.authenticate(credentials), vertx.getOrCreateContext());
                }
            }
        } catch (RuntimeException e) {
            return Future.failedFuture(e); // somebody else's code
        }
        return Future.succeededFuture(new Authentication.Refused("credentials that nobody here can check"));
    }

    /** Who is called like everybody, or like nobody, would have the rights of others. */
    private static Authentication known(Authentication outcome) {
        return outcome instanceof Authentication.Accepted accepted && ReservedNames.have(accepted.principal())
                ? new Authentication.Refused("the name " + accepted.principal() + ", which means others")
                : outcome;
    }

    /** Answers a message that makes no sense like a wrong password. */
    Future<SaslStep> refuse(Attempt attempt, String reason) {
        return attempt(attempt, () -> Future.succeededFuture(SaslStep.Ended.refused(reason)))
                .map(ended -> ended);
    }

    /** One attempt to log in: what is refused is counted, and answered late. */
    Future<SaslStep.Ended> attempt(Attempt attempt, Supplier<Future<SaslStep.Ended>> check) {
        if (failures.tooMany(attempt.clientHost())) {
            SaslStep.Ended refused = SaslStep.Ended.refused("too many failed attempts from this address");
            note(attempt, refused.checked().outcome());
            return later(failures.longestDelay(), refused);
        }
        long waits = failures.delayBefore(attempt.user());
        Future<SaslStep.Ended> checked =
                waits == 0 ? check.get() : later(waits, check).compose(Supplier::get);
        return checked.compose(ended -> {
            note(attempt, ended.checked().outcome());
            return ended.checked().outcome() instanceof Authentication.Refused
                    ? later(failures.failed(attempt.clientHost(), attempt.user()), ended)
                    : Future.succeededFuture(ended);
        });
    }

    private void note(Attempt attempt, Authentication outcome) {
        if (outcome instanceof Authentication.Accepted accepted) {
            audit.note(
                    new ClientSession(accepted.principal(), attempt.clientHost(), accepted.expiresAtMillis()),
                    AuditAction.AUTHENTICATION_SUCCEEDED,
                    attempt.mechanism());
        } else if (outcome instanceof Authentication.Refused refused) {
            Map<String, String> details = attempt.user() == null
                    ? Map.of("reason", refused.reason())
                    : Map.of("reason", refused.reason(), "claimedUser", attempt.user());
            audit.note(
                    ClientSession.anonymous(attempt.clientHost()),
                    AuditAction.AUTHENTICATION_FAILED,
                    attempt.mechanism(),
                    details);
        }
    }

    private <T> Future<T> later(long delayMillis, T value) {
        return vertx.timer(delayMillis, TimeUnit.MILLISECONDS).map(value);
    }

    @Override
    public void close() {
        authenticators.forEach(Authenticator::close);
    }
}
