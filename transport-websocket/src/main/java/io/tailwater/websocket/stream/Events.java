package io.tailwater.websocket.stream;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client is told, but for records. Stateless. */
final class Events {

    private Events() {}

    private static JsonObject event(String type, @Nullable String id) {
        JsonObject event = new JsonObject().put("type", type);
        return id == null ? event : event.put("id", id);
    }

    /** Answers that have nothing to say but that it is done. */
    static JsonObject done(String type, @Nullable String id) {
        return event(type, id);
    }

    /** Answers with where a subscription stands, by topic and partition. */
    static JsonObject positions(String type, String id, Map<String, Map<Integer, Long>> positions) {
        return event(type, id).put("positions", numbers(positions));
    }

    static JsonObject numbers(Map<String, ? extends Map<Integer, ? extends Number>> byTopic) {
        JsonObject topics = new JsonObject();
        byTopic.forEach((topic, byPartition) -> {
            JsonObject partitions = new JsonObject();
            byPartition.forEach((partition, number) -> partitions.put(Integer.toString(partition), number));
            topics.put(topic, partitions);
        });
        return topics;
    }

    static JsonObject left(String id, String topic) {
        return event("left", id).put("topic", topic);
    }

    static JsonObject skipped(String id, String topic, int partition, long from, long to, String reason) {
        return event("skipped", id)
                .put("topic", topic)
                .put("partition", partition)
                .put("from", from)
                .put("to", to)
                .put("count", to - from)
                .put("reason", reason);
    }

    static JsonObject error(@Nullable String id, Refusal refusal) {
        return event("error", id).put("code", refusal.code()).put("message", refusal.sentence());
    }

    static JsonObject closing(int code, String sentence) {
        return event("closing", null).put("code", code).put("message", sentence);
    }
}
