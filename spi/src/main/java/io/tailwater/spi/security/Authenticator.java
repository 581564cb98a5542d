package io.tailwater.spi.security;

import java.util.concurrent.CompletionStage;

/** Checks credentials. Thread-safe. */
public interface Authenticator extends AutoCloseable {

    /**
     * Whether this one knows such credentials at all; the first configured that does is asked, and no other.
     */
    boolean understands(Credentials credentials);

    /**
     * Checks credentials. Must not block; takes as long for a user that does not exist as for a wrong password.
     *
     * @return what was found; a failure (not a refusal) when it cannot be found out now, which clients may try again
     */
    CompletionStage<Authentication> authenticate(Credentials credentials);

    @Override
    default void close() {}
}
