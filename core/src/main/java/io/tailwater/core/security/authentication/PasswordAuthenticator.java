package io.tailwater.core.security.authentication;

import io.tailwater.core.security.user.KnownCredential;
import io.tailwater.core.security.user.StoredUsers;
import io.tailwater.spi.security.Authentication;
import io.tailwater.spi.security.Authenticator;
import io.tailwater.spi.security.Credentials;
import io.tailwater.spi.security.Principal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Passwords of the users this broker keeps. Thread-safe; hashing, which takes milliseconds, runs on threads for it. */
final class PasswordAuthenticator implements Authenticator {

    private final StoredUsers users;
    private final Executor hashing;

    /** @param hashing bounded: refuses what it cannot do soon */
    PasswordAuthenticator(StoredUsers users, Executor hashing) {
        this.users = users;
        this.hashing = hashing;
    }

    @Override
    public boolean understands(Credentials credentials) {
        return credentials instanceof Credentials.Password;
    }

    @Override
    public CompletionStage<Authentication> authenticate(Credentials credentials) {
        Credentials.Password given = (Credentials.Password) credentials;
        try {
            return CompletableFuture.supplyAsync(() -> check(given), hashing);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(new IllegalStateException("Too many passwords wait to be checked."));
        }
    }

    private Authentication check(Credentials.Password given) {
        KnownCredential known = users.credential(given.user());
        boolean fits = known.credential().fits(given.password());
        if (fits && known.known()) {
            return new Authentication.Accepted(Principal.user(given.user()), Long.MAX_VALUE);
        }
        return new Authentication.Refused(known.known() ? "a wrong password" : "no such user");
    }
}
