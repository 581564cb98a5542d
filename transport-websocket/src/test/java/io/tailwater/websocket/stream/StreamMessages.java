package io.tailwater.websocket.stream;

import io.vertx.core.json.JsonObject;

/** What clients of {@code /v1/stream} say, to be added to. Stateless. */
public final class StreamMessages {

    private StreamMessages() {}

    /** With the id {@code s}, from wherever it begins when nothing is said. */
    public static JsonObject subscribe(String topic) {
        return new JsonObject().put("type", "subscribe").put("id", "s").put("topic", topic);
    }

    static JsonObject subscribe(String topic, Object from) {
        return subscribe(topic).put("from", from);
    }

    /** With the id {@code p}, and nothing to produce yet. */
    static JsonObject produce(String topic) {
        return new JsonObject().put("type", "produce").put("id", "p").put("topic", topic);
    }
}
