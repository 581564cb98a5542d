package io.tailwater.core.security.authentication;

import io.tailwater.spi.security.Credentials;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * PLAIN (RFC 4616): one message, {@code [authorization id] NUL user NUL password}. An authorization id has to be the user's own
 * name. Owned by its connection.
 */
final class PlainExchange implements SaslExchange {

    static final String MECHANISM = "PLAIN";

    private static final int MOST_PASSWORD_CHARACTERS = 1024;

    private final GuardedAuthentications authentications;
    private final String clientHost;

    PlainExchange(GuardedAuthentications authentications, String clientHost) {
        this.authentications = authentications;
        this.clientHost = clientHost;
    }

    @Override
    public Future<SaslStep> next(byte[] message) {
        Credentials.Password credentials = read(message);
        if (credentials == null) {
            return authentications.refuse(
                    new Attempt(MECHANISM, null, clientHost), "a PLAIN message that cannot be read");
        }
        return authentications
                .authenticate(credentials, new Attempt(MECHANISM, credentials.user(), clientHost))
                .map(checked -> new SaslStep.Ended(Buffer.buffer(), checked));
    }

    private static Credentials.@Nullable Password read(byte[] message) {
        String text = StrictUtf8.decode(message);
        if (text == null) {
            return null;
        }
        String[] parts = text.split("\0", -1);
        if (parts.length != 3
                || parts[1].isEmpty()
                || parts[2].isEmpty()
                || parts[2].length() > MOST_PASSWORD_CHARACTERS
                || !(parts[0].isEmpty() || parts[0].equals(parts[1]))) {
            return null;
        }
        return new Credentials.Password(parts[1], parts[2]);
    }
}
