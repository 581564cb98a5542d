package io.tailwater.websocket.login;

import io.tailwater.spi.security.Authentication;
import io.tailwater.spi.security.Credentials;
import io.vertx.core.Future;

/** Where credentials become a principal. */
@FunctionalInterface
public interface CredentialCheck {

    /**
     * Checks credentials.
     *
     * @param clientHost where they came from: too many wrong ones from one place are not looked at for a while
     * @return what was found, on the caller's context; a failure when it cannot be found out now
     */
    Future<Authentication> check(Credentials credentials, String clientHost);
}
