package io.tailwater.core.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON into what Vert.x reads it into, with one difference: a decimal that no {@code double} can hold becomes a
 * {@link BigDecimal}, so that what is written again has every digit. And it reads no more than the heap has room for. Its static
 * methods are thread-safe.
 */
public final class ExactJson {

    private static final JsonFactory FACTORY = new JsonFactory();

    /** What becomes of a few letters may take fifty times as much: one value may take so much of the heap. */
    private static final long MOST_BYTES = Runtime.getRuntime().maxMemory() / 8;

    private static final int OBJECT_BYTES = 136;
    private static final int ARRAY_BYTES = 80;
    private static final int VALUE_BYTES = 40;

    private final JsonParser parser;
    private long bytesLeft;

    private ExactJson(JsonParser parser, long mostBytes) {
        this.parser = parser;
        this.bytesLeft = mostBytes;
    }

    /** There is more in it than the heap has room for. */
    public static final class TooManyValuesException extends DecodeException {

        private static final long serialVersionUID = 1L;

        TooManyValuesException() {
            super("There are too many values in one piece for this broker's heap.");
        }
    }

    /**
     * Reads one value.
     *
     * @return a {@link JsonObject}, {@link JsonArray}, {@link String}, {@link Number}, {@link Boolean}, or null
     * @throws DecodeException when it is not one JSON value
     * @throws TooManyValuesException when it takes too much memory
     */
    public static @Nullable Object value(Buffer utf8) {
        return value(utf8.getBytes());
    }

    /** Like {@link #value(Buffer)}. */
    public static @Nullable Object value(byte[] utf8) {
        Object value = read(utf8, utf8.length);
        if (value instanceof Map<?, ?> map) {
            return object(map);
        }
        return value instanceof List<?> list ? new JsonArray(list) : value;
    }

    /**
     * Reads one object.
     *
     * @throws DecodeException when it is not one JSON object
     * @throws TooManyValuesException when it takes too much memory
     */
    public static JsonObject object(byte[] utf8) {
        return object(utf8, utf8.length);
    }

    /** Like {@link #object(byte[])}, of the first so many bytes. */
    public static JsonObject object(byte[] utf8, int length) {
        if (read(utf8, length) instanceof Map<?, ?> map) {
            return object(map);
        }
        throw new DecodeException("Not a JSON object.");
    }

    @SuppressWarnings("unchecked") // readObject's keys are texts
    private static JsonObject object(Map<?, ?> map) {
        return new JsonObject((Map<String, Object>) map);
    }

    private static @Nullable Object read(byte[] utf8, int length) {
        return read(utf8, length, MOST_BYTES);
    }

    /** @param mostBytes about how many bytes of heap may become of it, its texts aside */
    static @Nullable Object read(byte[] utf8, int length, long mostBytes) {
        try (JsonParser parser = FACTORY.createParser(utf8, 0, length)) {
            Object value = new ExactJson(parser, mostBytes).value(parser.nextToken());
            if (parser.nextToken() != null) {
                throw new DecodeException("There is something after the value.");
            }
            return value;
        } catch (IOException e) {
            throw new DecodeException(e.getMessage(), e);
        }
    }

    private @Nullable Object value(@Nullable JsonToken token) throws IOException {
        if (token == null) {
            throw new DecodeException("There is no value.");
        }
        take(
                token == JsonToken.START_OBJECT
                        ? OBJECT_BYTES
                        : token == JsonToken.START_ARRAY ? ARRAY_BYTES : VALUE_BYTES);
        return switch (token) {
            case START_OBJECT -> members();
            case START_ARRAY -> elements();
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> decimal(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new DecodeException("There is no value where one should be.");
        };
    }

    private Map<String, @Nullable Object> members() throws IOException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            take(VALUE_BYTES);
            String name = parser.currentName();
            members.put(name, value(parser.nextToken()));
        }
        return members;
    }

    private List<@Nullable Object> elements() throws IOException {
        List<@Nullable Object> elements = new ArrayList<>();
        for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
            elements.add(value(next));
        }
        return elements;
    }

    private void take(int bytes) {
        bytesLeft -= bytes;
        if (bytesLeft < 0) {
            throw new TooManyValuesException();
        }
    }

    private static Number decimal(JsonParser parser) throws IOException {
        BigDecimal exact = parser.getDecimalValue();
        double near = exact.doubleValue();
        return Double.isFinite(near) && BigDecimal.valueOf(near).compareTo(exact) == 0 ? (Number) near : exact;
    }
}
