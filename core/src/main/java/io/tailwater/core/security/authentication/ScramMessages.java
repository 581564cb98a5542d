package io.tailwater.core.security.authentication;

import io.vertx.core.buffer.Buffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What clients say in SCRAM (RFC 5802, section 7). Stateless. */
final class ScramMessages {

    private static final int MOST_MESSAGE_BYTES = 4096;

    /**
     * {@code n,[a=authorization id],n=user,r=nonce}.
     *
     * @param header up to the second comma, which the last message has to repeat
     * @param bare the rest, which both sides sign
     * @param user without escapes
     */
    record ClientFirst(String header, String bare, String user, String nonce) {}

    /**
     * {@code c=header,r=nonce,p=proof}.
     *
     * @param header of the first message, repeated
     * @param withoutProof which both sides sign
     */
    record ClientFinal(String header, String nonce, Buffer proof, String withoutProof) {}

    private ScramMessages() {}

    /** Null when it is not such a message, asks for channel binding, or to act for somebody else. */
    static @Nullable ClientFirst first(byte[] message) {
        String text = text(message);
        if (text == null) {
            return null;
        }
        int comma = text.indexOf(',');
        int second = text.indexOf(',', comma + 1);
        if (comma < 0 || second < 0) {
            return null;
        }
        String binding = text.substring(0, comma);
        String bare = text.substring(second + 1);
        String[] parts = bare.split(",", -1);
        // What follows user and nonce are extensions, which may be ignored; a mandatory one stands first and is an m=.
        if (!(binding.equals("n") || binding.equals("y")) || parts.length < 2) {
            return null;
        }
        String user = unescaped(value(parts[0], "n="));
        String nonce = nonce(parts[1]);
        if (user == null || user.isEmpty() || nonce == null || asksForAToken(parts)) {
            return null;
        }
        String onBehalf = text.substring(comma + 1, second);
        if (!onBehalf.isEmpty() && !user.equals(unescaped(value(onBehalf, "a=")))) {
            return null;
        }
        return new ClientFirst(text.substring(0, second + 1), bare, user, nonce);
    }

    /** Null when it is not such a message. */
    static @Nullable ClientFinal last(byte[] message) {
        String text = text(message);
        int proofAt = text == null ? -1 : text.lastIndexOf(",p=");
        if (text == null || proofAt < 0) {
            return null;
        }
        String withoutProof = text.substring(0, proofAt);
        String[] parts = withoutProof.split(",", -1);
        byte[] repeated = base64(value(parts[0], "c="));
        byte[] proof = base64(text.substring(proofAt + 3));
        String header = repeated == null ? null : StrictUtf8.decode(repeated);
        String nonce = parts.length < 2 ? null : nonce(parts[1]);
        return header == null || proof == null || nonce == null
                ? null
                : new ClientFinal(header, nonce, Buffer.buffer(proof), withoutProof);
    }

    private static @Nullable String text(byte[] message) {
        return message.length > MOST_MESSAGE_BYTES ? null : StrictUtf8.decode(message);
    }

    /** Delegation tokens (KIP-48) log in by SCRAM with this extension; there are none. */
    private static boolean asksForAToken(String[] parts) {
        for (int i = 2; i < parts.length; i++) {
            if (parts[i].equalsIgnoreCase("tokenauth=true")) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String nonce(String part) {
        String nonce = value(part, "r=");
        return nonce == null || nonce.isEmpty() || !nonce.chars().allMatch(c -> c > ' ' && c < 0x7f) ? null : nonce;
    }

    private static @Nullable String value(String part, String prefix) {
        return part.startsWith(prefix) ? part.substring(prefix.length()) : null;
    }

    /** {@code =2C} is a comma and {@code =3D} an equals sign; any other {@code =} is a mistake. */
    private static @Nullable String unescaped(@Nullable String name) {
        if (name == null || name.indexOf('=') < 0) {
            return name;
        }
        StringBuilder plain = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) != '=') {
                plain.append(name.charAt(i));
            } else if (name.startsWith("=2C", i) || name.startsWith("=3D", i)) {
                plain.append(name.charAt(i + 1) == '2' ? ',' : '=');
                i += 2;
            } else {
                return null;
            }
        }
        return plain.toString();
    }

    private static byte @Nullable [] base64(@Nullable String text) {
        try {
            return text == null ? null : Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
