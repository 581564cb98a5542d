package io.tailwater.core.security.authentication;

import io.tailwater.spi.security.Authentication;
import io.tailwater.spi.security.Credentials;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * The one place where credentials become a principal. Thread-safe. Answers to wrong credentials come late on purpose, and to
 * whoever tries too often without a look at them.
 */
public interface Authentications {

    /** Knows nobody. */
    Authentications NONE = new Authentications() {
        @Override
        public Future<Checked> authenticate(Credentials credentials, String clientHost) {
            return Future.succeededFuture(Checked.of(new Authentication.Refused("nobody can log in to this broker")));
        }

        @Override
        public @Nullable SaslExchange sasl(String mechanism, String clientHost) {
            return null;
        }
    };

    /**
     * Finds out who somebody is.
     *
     * @param clientHost the address they come from, without port
     * @return on the caller's context; a failure when it cannot be found out now, which clients may try again
     */
    Future<Checked> authenticate(Credentials credentials, String clientHost);

    /**
     * Begins to find out who somebody is by an exchange of messages.
     *
     * @param mechanism as SASL calls it, such as {@code SCRAM-SHA-256}; from outside
     * @return null when there is no such mechanism
     */
    @Nullable
    SaslExchange sasl(String mechanism, String clientHost);
}
