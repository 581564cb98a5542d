package io.tailwater.websocket.stream;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of one message, each asked for by name and type; what nobody asked for is refused. Used once. */
final class Fields {

    private final JsonObject message;
    private final Set<String> asked = new HashSet<>(Set.of("type"));

    Fields(JsonObject message) {
        this.message = message;
    }

    boolean has(String name) {
        return value(name) != null;
    }

    /** A field of any type; null when it is not there. */
    @Nullable
    Object value(String name) {
        asked.add(name);
        return message.getValue(name);
    }

    String text(String name, int maxLength) {
        Object value = value(name);
        if (value instanceof String text && !text.isEmpty() && text.length() <= maxLength) {
            return text;
        }
        throw Refusal.invalid("'" + name + "' must be a string of 1 to " + maxLength + " characters.");
    }

    /** A whole number; {@code absent} when it is not there. */
    long whole(String name, long min, long max, long absent) {
        Object value = value(name);
        return value == null ? absent : whole(value, name, min, max);
    }

    static long whole(@Nullable Object value, String name, long min, long max) {
        if (value instanceof Integer || value instanceof Long) {
            long number = ((Number) value).longValue();
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw Refusal.invalid("'" + name + "' must be a whole number from " + min + " to " + max + ".");
    }

    /** One of some words; the first when it is not there. */
    String word(String name, String... words) {
        Object value = value(name);
        if (value == null) {
            return words[0];
        }
        for (String word : words) {
            if (word.equals(value)) {
                return word;
            }
        }
        throw Refusal.invalid("'" + name + "' must be one of " + String.join(", ", words) + ".");
    }

    /** An array of texts. */
    List<String> texts(String name, int maxLength) {
        List<String> texts = new ArrayList<>();
        for (Object element : array(name, maxLength)) {
            if (!(element instanceof String text)) {
                throw Refusal.invalid("'" + name + "' must be an array of strings.");
            }
            texts.add(text);
        }
        return texts;
    }

    JsonArray array(String name, int maxLength) {
        if (value(name) instanceof JsonArray array && !array.isEmpty()) {
            if (array.size() > maxLength) {
                throw new Refusal(
                        Refusal.LIMIT_EXCEEDED,
                        "'" + name + "' may have " + maxLength + " elements, not " + array.size() + ".");
            }
            return array;
        }
        throw Refusal.invalid("'" + name + "' must be an array with at least one element.");
    }

    JsonObject object(String name) {
        return object(value(name), name);
    }

    static JsonObject object(@Nullable Object value, String name) {
        if (value instanceof JsonObject object) {
            return object;
        }
        throw Refusal.invalid("'" + name + "' must be an object.");
    }

    /** Nothing more will be asked for. */
    void refuseOthers() {
        for (String name : message.fieldNames()) {
            if (!asked.contains(name)) {
                throw Refusal.invalid("'" + message.getString("type") + "' has no field '" + name + "'.");
            }
        }
    }
}
