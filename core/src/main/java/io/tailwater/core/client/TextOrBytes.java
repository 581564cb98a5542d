package io.tailwater.core.client;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Bytes as they stand in JSON: as a JSON value when they are one, else as text when they are UTF-8, else as base64; a name
 * beside them says which. Stateless.
 */
final class TextOrBytes {

    private static final String JSON = "json";
    private static final String TEXT = "text";
    private static final String BASE64 = "base64";
    private static final String ENCODING = "Encoding";

    private TextOrBytes() {}

    /** @param scalars whether numbers, strings and words alone count as JSON */
    static void put(JsonObject into, String name, boolean scalars, @Nullable ByteBuffer bytes) {
        String encodingName = name + ENCODING;
        if (bytes == null) {
            into.putNull(name);
            return;
        }
        String text = text(bytes);
        if (text == null) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            into.put(name, Base64.getEncoder().encodeToString(copy)).put(encodingName, BASE64);
            return;
        }
        if (mayBeJson(text, scalars)) {
            try {
                into.put(name, Json.decodeValue(text)).put(encodingName, JSON);
                return;
            } catch (DecodeException e) {
                // Text, then.
            }
        }
        into.put(name, text).put(encodingName, TEXT);
    }

    private static @Nullable String text(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Most text is not, and trying costs an exception. */
    private static boolean mayBeJson(String text, boolean scalars) {
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            return false;
        }
        char first = stripped.charAt(0);
        char last = stripped.charAt(stripped.length() - 1);
        return (first == '{' && last == '}')
                || (first == '[' && last == ']')
                || (scalars && mayBeScalar(stripped, first, last));
    }

    private static boolean mayBeScalar(String text, char first, char last) {
        return (first == '"' && last == '"' && text.length() > 1)
                || ((first == '-' || Character.isDigit(first)) && Character.isDigit(last))
                || text.equals("true")
                || text.equals("false")
                || text.equals("null");
    }

    /**
     * The other way round: a string is its text, any other value JSON, unless the encoding says otherwise.
     *
     * @throws IllegalArgumentException with a sentence
     */
    static @Nullable ByteBuffer get(JsonObject from, String name) {
        String encodingName = name + ENCODING;
        Object value = from.getValue(name);
        Object encoding = from.getValue(encodingName);
        if (value == null && !JSON.equals(encoding)) {
            return null;
        }
        if (encoding == null ? value instanceof String : TEXT.equals(encoding)) {
            return ByteBuffer.wrap(string(value, name, encodingName).getBytes(StandardCharsets.UTF_8));
        }
        if (encoding == null || JSON.equals(encoding)) {
            try {
                return ByteBuffer.wrap(Json.encodeToBuffer(value).getBytes());
            } catch (EncodeException e) {
                throw new IllegalArgumentException("'" + name + "' is not JSON.", e);
            }
        }
        if (BASE64.equals(encoding)) {
            try {
                return ByteBuffer.wrap(Base64.getDecoder().decode(string(value, name, encodingName)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("'" + name + "' is not base64 as '" + encodingName + "' says.", e);
            }
        }
        throw new IllegalArgumentException("'" + encodingName + "' must be json, text or base64.");
    }

    private static String string(@Nullable Object value, String name, String encodingName) {
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("'" + name + "' must be a string for what '" + encodingName + "' says.");
    }
}
