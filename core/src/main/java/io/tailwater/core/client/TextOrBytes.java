package io.tailwater.core.client;

import io.vertx.core.json.EncodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Bytes that stand in JSON as a JSON value, as text or as base64; a name beside them may say which. Stateless. */
final class TextOrBytes {

    private static final String JSON = "json";
    private static final String TEXT = "text";
    private static final String BASE64 = "base64";
    private static final String ENCODING = "Encoding";

    private TextOrBytes() {}

    /**
     * Reads a field: a string is its text, any other value JSON, unless the encoding says otherwise.
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
