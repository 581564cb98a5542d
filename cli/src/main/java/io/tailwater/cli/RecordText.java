package io.tailwater.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * A line of JSON as a record: the form in which {@code tail --json}, HTTP and the WebSocket protocol have them. Stateless.
 */
final class RecordText {

    private static final Set<String> FIELDS = Set.of(
            "key", "keyEncoding", "value", "valueEncoding", "headers", "partition", "timestamp", "topic", "offset");

    private RecordText() {}

    /**
     * Reads a record; {@code topic} and {@code offset} say where it came from and do not count.
     *
     * @throws ClientException with the reason, when it is none
     */
    static ProducerRecord<byte[], byte[]> parse(String topic, byte[] line, boolean keepPartition) {
        JsonObject json;
        try {
            json = new JsonObject(new String(line, StandardCharsets.UTF_8));
        } catch (DecodeException e) {
            throw ClientException.usage("it is not a JSON object");
        }
        for (String field : json.fieldNames()) {
            if (!FIELDS.contains(field)) {
                throw ClientException.usage("there is no field '" + field + "' of a record");
            }
        }
        try {
            return new ProducerRecord<>(
                    topic,
                    keepPartition ? json.getInteger("partition") : null,
                    json.getLong("timestamp"),
                    bytes(json, "key"),
                    bytes(json, "value"),
                    headers(json.getJsonArray("headers", new JsonArray())));
        } catch (ClassCastException e) {
            throw ClientException.usage("a field has a value of the wrong kind");
        } catch (IllegalArgumentException e) {
            throw ClientException.usage(String.valueOf(e.getMessage()));
        }
    }

    private static List<Header> headers(JsonArray array) {
        List<Header> headers = new ArrayList<>();
        for (Object each : array) {
            JsonObject header = (JsonObject) each;
            String name = header.getString("key");
            if (name == null) {
                throw ClientException.usage("a header has no key");
            }
            headers.add(new RecordHeader(name, bytes(header, "value")));
        }
        return headers;
    }

    /** A string is its text, everything else its JSON, unless the encoding says otherwise. */
    private static byte @Nullable [] bytes(JsonObject json, String field) {
        Object value = json.getValue(field);
        String encoding = json.getString(field + "Encoding", value instanceof String ? "text" : "json");
        if (value == null) {
            return null;
        }
        return switch (encoding) {
            case "text" -> ((String) value).getBytes(StandardCharsets.UTF_8);
            case "base64" -> Base64.getDecoder().decode((String) value);
            case "json" -> Json.encode(value).getBytes(StandardCharsets.UTF_8);
            default -> throw ClientException.usage("there is no encoding '" + encoding + "'");
        };
    }
}
