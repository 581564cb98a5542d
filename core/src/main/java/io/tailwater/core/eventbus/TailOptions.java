package io.tailwater.core.eventbus;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What to tail.
 *
 * @param topic its name
 * @param from {@code latest}, {@code earliest}, an offset, {@code timestamp:} with milliseconds or {@code last:} with a number
 *     of records
 * @param partitions which; empty for all, also those that come later
 * @param uncommitted whether records of transactions that are open or aborted are wanted, too
 * @param window records under way at most, 1 to 10,000
 */
public record TailOptions(String topic, String from, List<Integer> partitions, boolean uncommitted, int window) {

    private static final int MAX_WINDOW = 10_000;

    public TailOptions {
        partitions = List.copyOf(partitions);
        if (window < 1 || window > MAX_WINDOW) {
            throw new IllegalArgumentException("window must be 1 to " + MAX_WINDOW + ", not " + window);
        }
    }

    /** All partitions of a topic, from the next record on. */
    public static TailOptions of(String topic) {
        return new TailOptions(topic, "latest", List.of(), false, 256);
    }

    public TailOptions from(String position) {
        return new TailOptions(topic, position, partitions, uncommitted, window);
    }

    public TailOptions fromOffset(long offset) {
        return from(Long.toString(offset));
    }

    public TailOptions fromTimestamp(long millis) {
        return from("timestamp:" + millis);
    }

    public TailOptions partitions(Integer... some) {
        return new TailOptions(topic, from, List.of(some), uncommitted, window);
    }

    public TailOptions withUncommitted() {
        return new TailOptions(topic, from, partitions, true, window);
    }

    public TailOptions window(int records) {
        return new TailOptions(topic, from, partitions, uncommitted, records);
    }

    /** The message that begins it. */
    JsonObject request(Object position) {
        JsonObject request = new JsonObject()
                .put("topic", topic)
                .put("from", position)
                .put("format", "buffer")
                .put("isolation", uncommitted ? "uncommitted" : "committed");
        return partitions.isEmpty() ? request : request.put("partitions", new JsonArray(partitions));
    }
}
