package io.tailwater.websocket.login;

import io.tailwater.spi.security.Credentials;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads credentials as they come from clients (RFC 7617, RFC 6750). What cannot be read is refused with a sentence that does not
 * repeat it. Stateless.
 */
public final class OfferedCredentials {

    /** What a WebSocket's subprotocol begins with that is a token in URL-safe Base64: pages can set no other header. */
    static final String BEARER_SUBPROTOCOL = "tailwater.bearer.";

    private static final String BASIC = "basic";
    private static final String BEARER = "bearer";
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_PASSWORD = 1024;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private OfferedCredentials() {}

    /**
     * The text that has them, which changes when they do; null when there are none.
     *
     * @throws IllegalArgumentException with a sentence, when they are there more than once
     */
    static @Nullable String text(HttpServerRequest request) {
        List<String> offers = new ArrayList<>(request.headers().getAll("Authorization"));
        for (String header : request.headers().getAll("Sec-WebSocket-Protocol")) {
            for (String protocol : header.split(",", -1)) {
                if (protocol.strip().startsWith(BEARER_SUBPROTOCOL)) {
                    offers.add(protocol.strip());
                }
            }
        }
        if (offers.size() > 1) {
            throw new IllegalArgumentException(
                    "Credentials come more than once: send one Authorization header, or one subprotocol "
                            + BEARER_SUBPROTOCOL + "….");
        }
        return offers.isEmpty() ? null : offers.get(0);
    }

    /**
     * Reads what {@link #text} gave.
     *
     * @throws IllegalArgumentException with a sentence
     */
    static Credentials read(String text) {
        if (text.startsWith(BEARER_SUBPROTOCOL)) {
            return token(decoded(Base64.getUrlDecoder(), text.substring(BEARER_SUBPROTOCOL.length())));
        }
        int space = text.indexOf(' ');
        String scheme = text.substring(0, Math.max(0, space)).toLowerCase(Locale.ROOT);
        String rest = text.substring(space + 1).strip();
        return switch (scheme) {
            case BASIC -> basic(rest);
            case BEARER -> token(rest);
            default -> throw new IllegalArgumentException("The Authorization header must be Basic or Bearer.");
        };
    }

    private static Credentials basic(String encoded) {
        String pair = decoded(Base64.getDecoder(), encoded);
        int colon = pair.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("Basic credentials are the Base64 of a name, a colon and a password.");
        }
        return password(pair.substring(0, colon), pair.substring(colon + 1));
    }

    /**
     * A name and a password.
     *
     * @throws IllegalArgumentException with a sentence, when nobody can have such
     */
    public static Credentials password(String user, String password) {
        if (user.isEmpty() || user.length() > LONGEST_NAME || password.length() > LONGEST_PASSWORD) {
            throw new IllegalArgumentException("A name has 1 to " + LONGEST_NAME
                    + " characters, and a password at most " + LONGEST_PASSWORD + ".");
        }
        return new Credentials.Password(user, password);
    }

    /**
     * A token.
     *
     * @throws IllegalArgumentException with a sentence, when it is none
     */
    public static Credentials token(String token) {
        if (!TOKEN.matcher(token).matches()) {
            throw new IllegalArgumentException(
                    "A bearer token has letters, digits and - . _ ~ + / =, and nothing else (RFC 6750).");
        }
        return new Credentials.BearerToken(token);
    }

    private static String decoded(Base64.Decoder decoder, String encoded) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(decoder.decode(encoded)))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw new IllegalArgumentException("The credentials are not Base64 of text in UTF-8.");
        }
    }
}
