package io.tailwater.core.security.authentication;

import io.tailwater.spi.security.Authentication;
import io.tailwater.spi.security.Credentials;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * OAUTHBEARER (RFC 7628, KIP-255): one message with a token in it. Whoever is refused gets an error as JSON, has to say that it
 * was read, and only then is told the end. Owned by its connection.
 *
 * <pre>
 * n,[a=authorization id], 0x01 auth=Bearer token 0x01 [key=value 0x01]... 0x01
 * </pre>
 */
final class BearerExchange implements SaslExchange {

    static final String MECHANISM = "OAUTHBEARER";

    private static final String SEPARATOR = "\u0001";
    private static final String PREFIX = "auth=bearer ";
    private static final Buffer INVALID_TOKEN = Buffer.buffer("{\"status\":\"invalid_token\"}");

    private final GuardedAuthentications authentications;
    private final String clientHost;
    private Authentication.@Nullable Refused refused;

    /**
     * What a client says.
     *
     * @param onBehalf whom the client wants to be, empty for whoever the token says
     */
    private record Message(String onBehalf, String token) {}

    BearerExchange(GuardedAuthentications authentications, String clientHost) {
        this.authentications = authentications;
        this.clientHost = clientHost;
    }

    @Override
    public Future<SaslStep> next(byte[] message) {
        if (refused != null) {
            return Future.succeededFuture(new SaslStep.Ended(Buffer.buffer(), Checked.of(refused)));
        }
        Attempt attempt = new Attempt(MECHANISM, null, clientHost);
        Message read = read(message);
        if (read == null) {
            return authentications.refuse(attempt, "an OAUTHBEARER message that cannot be read");
        }
        return authentications
                .authenticate(new Credentials.BearerToken(read.token()), attempt)
                .map(checked -> step(read, checked));
    }

    private SaslStep step(Message read, Checked checked) {
        if (checked.outcome() instanceof Authentication.Refused no) {
            refused = no;
            return new SaslStep.Challenge(INVALID_TOKEN);
        }
        Authentication.Accepted yes = (Authentication.Accepted) checked.outcome();
        return read.onBehalf().isEmpty()
                        || read.onBehalf().equals(yes.principal().name())
                ? new SaslStep.Ended(Buffer.buffer(), checked)
                : SaslStep.Ended.refused("a token of one and a message in the name of another");
    }

    private static @Nullable Message read(byte[] message) {
        String text = StrictUtf8.decode(message);
        if (text == null || !text.endsWith(SEPARATOR + SEPARATOR)) {
            return null;
        }
        String[] parts = text.split(SEPARATOR, -1);
        String header = parts[0];
        if (!(header.startsWith("n,") || header.startsWith("y,")) || !header.endsWith(",")) {
            return null;
        }
        String onBehalf = header.length() > 3 ? header.substring(2, header.length() - 1) : "";
        if (!onBehalf.isEmpty() && !onBehalf.startsWith("a=")) {
            return null;
        }
        String token = null;
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
                if (token != null) {
                    return null;
                }
                token = parts[i].substring(PREFIX.length()).strip();
            }
        }
        return token == null || token.isEmpty()
                ? null
                : new Message(onBehalf.isEmpty() ? "" : onBehalf.substring(2), token);
    }
}
