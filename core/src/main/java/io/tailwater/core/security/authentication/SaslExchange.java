package io.tailwater.core.security.authentication;

import io.vertx.core.Future;

/** One client's messages of one SASL mechanism (RFC 4422), in order. Owned by its connection; used for one authentication. */
public interface SaslExchange {

    /**
     * What a message leads to; not to be called again before that is known, nor after {@link SaslStep.Ended}.
     *
     * @param message from outside, of bounded length
     * @return on the caller's context; a failure when it cannot be found out now
     */
    Future<SaslStep> next(byte[] message);
}
