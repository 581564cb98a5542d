package io.tailwater.auth.jwt;

import io.tailwater.spi.security.Authentication;
import io.tailwater.spi.security.Authenticator;
import io.tailwater.spi.security.Credentials;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Checks bearer tokens on a thread of its own. Thread-safe. */
final class JwtAuthenticator implements Authenticator {

    private static final int MOST_WAITING = 1_000;
    private static final int IDLE_SECONDS = 30;

    private final TokenCheck check;
    private final KeySource source;
    private final ThreadPoolExecutor checking;

    JwtAuthenticator(TokenCheck check, KeySource source) {
        this.check = check;
        this.source = source;
        checking = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), task -> {
                    Thread thread = new Thread(task, "tailwater-jwt");
                    thread.setDaemon(true);
                    return thread;
                });
        checking.allowCoreThreadTimeOut(true);
    }

    @Override
    public boolean understands(Credentials credentials) {
        return credentials instanceof Credentials.BearerToken;
    }

    @Override
    public CompletionStage<Authentication> authenticate(Credentials credentials) {
        String token = ((Credentials.BearerToken) credentials).token();
        try {
            return CompletableFuture.supplyAsync(() -> begin(token), checking).thenCompose(found -> found);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(new IllegalStateException("Too many tokens wait to be checked."));
        }
    }

    private CompletionStage<Authentication> begin(String token) {
        try {
            return CompletableFuture.completedFuture(check.check(token, source.keys()));
        } catch (UnknownKeyException e) {
            return source.refresh().thenApplyAsync(refreshed -> again(token), checking);
        }
    }

    private Authentication again(String token) {
        try {
            return check.check(token, source.keys());
        } catch (UnknownKeyException e) {
            if (source.keys().isEmpty()) {
                // Not the token's fault.
                throw new IllegalStateException(
                        "There are no keys to check tokens by: the issuer did not give any yet.");
            }
            return new Authentication.Refused(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        checking.shutdown();
        source.close();
    }
}
