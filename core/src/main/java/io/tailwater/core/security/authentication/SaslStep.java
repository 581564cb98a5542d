package io.tailwater.core.security.authentication;

import io.tailwater.spi.security.Authentication;
import io.vertx.core.buffer.Buffer;

/** What a message of a SASL exchange leads to. */
public sealed interface SaslStep {

    /** The client has to say more, in answer to this. */
    record Challenge(Buffer message) implements SaslStep {}

    /**
     * It is known who the client is, or that it is not who it says.
     *
     * @param message for the client, perhaps empty
     */
    record Ended(Buffer message, Checked checked) implements SaslStep {

        static Ended refused(String reason) {
            return new Ended(Buffer.buffer(), Checked.of(new Authentication.Refused(reason)));
        }
    }
}
