package io.tailwater.auth.jwt;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jose4j.jwk.JsonWebKey;

/** Where public keys come from. Thread-safe. */
interface KeySource extends AutoCloseable {

    /** The keys as last seen; perhaps none. */
    List<JsonWebKey> keys();

    /**
     * Looks for others, because a token is signed with a key that is not among them: but not again and again, since anybody can
     * send such a token.
     *
     * @return completed when {@link #keys} are as new as they get; never fails
     */
    CompletionStage<Void> refresh();

    @Override
    default void close() {}
}
