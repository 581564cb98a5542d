package io.tailwater.core.eventbus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A record that came out of a topic.
 *
 * @param place everything but its value, in the form of {@link io.tailwater.core.client.RecordJson}
 * @param value its bytes, the receiver's own; null for a tombstone
 */
public record TailedRecord(JsonObject place, @Nullable Buffer value) {

    public String topic() {
        return place.getString("topic");
    }

    public int partition() {
        return place.getInteger("partition");
    }

    public long offset() {
        return place.getLong("offset");
    }

    /** Milliseconds since 1970. */
    public long timestampMillis() {
        return place.getLong("timestamp");
    }

    /** As text or JSON, base64 where it is neither ({@code keyEncoding} in {@link #place}); null for none. */
    public @Nullable Object key() {
        return place.getValue("key");
    }

    /**
     * The value as a JSON object.
     *
     * @throws io.vertx.core.json.DecodeException when it is none
     */
    public JsonObject json() {
        if (value == null) {
            throw new IllegalStateException("A tombstone has no value: " + place.encode());
        }
        return value.toJsonObject();
    }
}
