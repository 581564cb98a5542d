package io.tailwater.core.client;

import io.tailwater.core.json.ByteSink;
import io.tailwater.core.json.ExactJson;
import io.tailwater.core.json.RecordEncoding;
import io.tailwater.core.json.RecordWriter;
import io.tailwater.core.record.RecordHeader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Records as JSON objects, the same everywhere.
 *
 * <pre>{@code
 * {"topic": "orders", "partition": 0, "offset": 42, "timestamp": 1764172070000,
 *  "key": "user-1", "keyEncoding": "text", "value": {"total": 12}, "valueEncoding": "json",
 *  "headers": [{"key": "trace", "value": "a1", "valueEncoding": "text"}]}
 * }</pre>
 *
 * <p>An encoding is {@code json}, {@code text} or {@code base64}, whichever of them the bytes are first; of keys and headers only
 * objects and arrays are JSON. When records are produced it may be left out: a string is its text then, and any other value
 * JSON. Stateless.
 */
public final class RecordJson {

    private static final Set<String> FIELDS =
            Set.of("key", "keyEncoding", "value", "valueEncoding", "headers", "partition", "timestamp");

    /** What is known of a record that was read and may be given back when it is produced again. */
    private static final Set<String> PLACE = Set.of("topic", "offset");

    private static final int FIRST_BYTES = 512;

    private RecordJson() {}

    /** Writes a record with everything. */
    public static void write(ByteSink sink, RecordWriter writer, StoredRecord record) {
        writer.write(sink, record.offset(), record.timestampMillis(), record.key(), record.value(), record.headers());
    }

    /** A record with everything. */
    public static JsonObject of(String topic, StoredRecord record) {
        ByteSink sink = new ByteSink(FIRST_BYTES);
        write(sink, new RecordWriter(topic, record.partition(), RecordEncoding.AUTO), record);
        return ExactJson.object(sink.array(), sink.size());
    }

    /** A record but for its value. */
    public static JsonObject withoutValue(String topic, StoredRecord record) {
        JsonObject json = of(
                topic,
                new StoredRecord(
                        record.partition(),
                        record.offset(),
                        record.timestampMillis(),
                        record.key(),
                        null,
                        record.headers()));
        json.remove("value");
        return json;
    }

    /**
     * Reads a record that is to be produced.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong
     */
    public static NewRecord read(JsonObject json) {
        return read(json, NewRecord.ANY_PARTITION);
    }

    /**
     * Reads a record that is to be produced.
     *
     * @param otherwise the partition when it does not say
     * @throws IllegalArgumentException with a sentence that says what is wrong
     */
    public static NewRecord read(JsonObject json, int otherwise) {
        return read(json, TextOrBytes.get(json, "value"), otherwise);
    }

    /**
     * Reads a record whose value is elsewhere.
     *
     * @param otherwise the partition when it does not say
     * @throws IllegalArgumentException with a sentence that says what is wrong
     */
    public static NewRecord read(JsonObject json, @Nullable ByteBuffer value, int otherwise) {
        for (String name : json.fieldNames()) {
            if (!FIELDS.contains(name) && !PLACE.contains(name)) {
                throw new IllegalArgumentException("A record has no '" + name
                        + "': it may have key, value, headers, partition, timestamp, keyEncoding and valueEncoding.");
            }
        }
        return new NewRecord(
                (int) whole(json, "partition", otherwise, Integer.MAX_VALUE),
                whole(json, "timestamp", NewRecord.NOW, Long.MAX_VALUE),
                TextOrBytes.get(json, "key"),
                value,
                readHeaders(json.getValue("headers")));
    }

    private static long whole(JsonObject json, String name, long otherwise, long max) {
        Object value = json.getValue(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Integer || value instanceof Long) {
            long number = ((Number) value).longValue();
            if (number >= 0 && number <= max) {
                return number;
            }
        }
        throw new IllegalArgumentException("'" + name + "' must be a whole number from 0 to " + max + ".");
    }

    private static List<RecordHeader> readHeaders(@Nullable Object value) {
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof JsonArray array)) {
            throw new IllegalArgumentException("'headers' must be an array of {\"key\": …, \"value\": …} objects.");
        }
        List<RecordHeader> headers = new ArrayList<>(array.size());
        for (Object element : array) {
            if (!(element instanceof JsonObject header) || !(header.getValue("key") instanceof String name)) {
                throw new IllegalArgumentException("A header must be an object with a key and a value.");
            }
            headers.add(new RecordHeader(name, TextOrBytes.get(header, "value")));
        }
        return headers;
    }
}
