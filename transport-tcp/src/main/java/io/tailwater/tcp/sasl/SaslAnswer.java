package io.tailwater.tcp.sasl;

import io.vertx.core.buffer.Buffer;
import org.apache.kafka.common.protocol.Errors;

/**
 * What a client is told that sent a message of SASL.
 *
 * @param error what went wrong, if anything
 * @param text for people, empty when nothing went wrong; never says which part of the credentials was wrong
 * @param message for the client's mechanism
 * @param sessionLifetimeMillis how long the client may go on before it has to prove anew who it is; 0 for ever
 * @param end whether the connection is closed after this
 */
public record SaslAnswer(Errors error, String text, Buffer message, long sessionLifetimeMillis, boolean end) {

    static SaslAnswer of(Buffer message, long sessionLifetimeMillis) {
        return new SaslAnswer(Errors.NONE, "", message, sessionLifetimeMillis, false);
    }

    static SaslAnswer refused(Errors error, String text) {
        return new SaslAnswer(error, text, Buffer.buffer(), 0, true);
    }
}
