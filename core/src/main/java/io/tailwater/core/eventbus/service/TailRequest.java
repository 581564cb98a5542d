package io.tailwater.core.eventbus.service;

import io.tailwater.core.client.RecordAccess;
import io.tailwater.core.client.StartOffsets;
import io.tailwater.core.client.StartPosition;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to tail.
 *
 * @param topic its name
 * @param partitions which; null for all, also those that come later
 * @param start where to begin; not looked at where {@code offsets} says
 * @param offsets the next offset of partitions, or null
 * @param committedOnly whether records of transactions that are open or aborted are left out
 * @param windowBytes how many bytes of records may be under way; one record may be larger
 * @param buffers whether each record comes as a message whose body is its value
 */
record TailRequest(
        String topic,
        @Nullable List<Integer> partitions,
        StartPosition start,
        @Nullable SortedMap<Integer, Long> offsets,
        boolean committedOnly,
        int windowBytes,
        boolean buffers) {

    private static final int MAX_WINDOW_BYTES = 1 << 20;
    private static final int MIN_WINDOW_BYTES = 1 << 10;

    private static final Set<String> FIELDS =
            Set.of("topic", "partitions", "from", "isolation", "format", "windowBytes");

    /** @throws IllegalArgumentException with a sentence that says what is wrong */
    static TailRequest read(Object body) {
        if (!(body instanceof JsonObject json)) {
            throw new IllegalArgumentException("Send a JSON object with a 'topic'.");
        }
        for (String name : json.fieldNames()) {
            if (!FIELDS.contains(name)) {
                throw new IllegalArgumentException("There is no '" + name
                        + "': it may have topic, partitions, from, isolation, windowBytes and format.");
            }
        }
        if (!(json.getValue("topic") instanceof String topic)) {
            throw new IllegalArgumentException("'topic' must be a topic's name.");
        }
        Object from = json.getValue("from", "latest");
        SortedMap<Integer, Long> offsets = from instanceof JsonObject object && object.containsKey("offsets")
                ? offsets(object.getValue("offsets"))
                : null;
        return new TailRequest(
                topic,
                partitions(json.getValue("partitions")),
                offsets != null ? new StartPosition.Earliest() : start(from),
                offsets,
                !choice(json, "isolation", "committed", "uncommitted"),
                windowBytes(json.getValue("windowBytes", MAX_WINDOW_BYTES)),
                choice(json, "format", "json", "buffer"));
    }

    /** {@code {"last": 10}} is {@code last:10} in other words. */
    private static StartPosition start(Object from) {
        if (from instanceof JsonObject json && json.size() == 1) {
            Map.Entry<String, Object> only = json.iterator().next();
            boolean offset = only.getKey().equals("offset");
            return StartPosition.parse((offset ? "" : only.getKey() + ":") + only.getValue());
        }
        return StartPosition.parse(String.valueOf(from));
    }

    private static int windowBytes(Object value) {
        if (value instanceof Integer bytes && bytes >= MIN_WINDOW_BYTES && bytes <= MAX_WINDOW_BYTES) {
            return bytes;
        }
        throw new IllegalArgumentException(
                "'windowBytes' must be a whole number from " + MIN_WINDOW_BYTES + " to " + MAX_WINDOW_BYTES + ".");
    }

    private static boolean choice(JsonObject json, String name, String usual, String other) {
        Object value = json.getValue(name, usual);
        if (value.equals(usual) || value.equals(other)) {
            return value.equals(other);
        }
        throw new IllegalArgumentException("'" + name + "' must be " + usual + " or " + other + ".");
    }

    private static @Nullable List<Integer> partitions(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (!(value instanceof JsonArray array) || array.isEmpty()) {
            throw new IllegalArgumentException("'partitions' must be an array of numbers.");
        }
        List<Integer> partitions = new ArrayList<>();
        for (Object element : array) {
            if (!(element instanceof Integer partition) || partition < 0) {
                throw new IllegalArgumentException("'partitions' must be an array of numbers, 0 or more.");
            }
            partitions.add(partition);
        }
        return List.copyOf(new TreeSet<>(partitions));
    }

    private static SortedMap<Integer, Long> offsets(@Nullable Object value) {
        if (!(value instanceof JsonObject json)) {
            throw new IllegalArgumentException("'from' must be a text or {\"offsets\": {\"0\": 42}}.");
        }
        SortedMap<Integer, Long> offsets = new TreeMap<>();
        for (String name : json.fieldNames()) {
            Object offset = json.getValue(name);
            if (!name.matches("\\d{1,9}") || !(offset instanceof Integer || offset instanceof Long)) {
                throw new IllegalArgumentException("'offsets' must have partitions and whole numbers: {\"0\": 42}.");
            }
            offsets.put(Integer.parseInt(name), Math.max(0, ((Number) offset).longValue()));
        }
        return offsets;
    }

    /** Where to begin in each partition; on the caller's context. */
    Future<Result<SortedMap<Integer, Long>>> positions(RecordAccess access, Topic found) {
        List<Integer> wanted = partitions;
        if (wanted == null) {
            wanted = new ArrayList<>();
            for (int partition = 0; partition < found.partitionCount(); partition++) {
                wanted.add(partition);
            }
        }
        int last = wanted.get(wanted.size() - 1);
        if (last >= found.partitionCount()) {
            return Future.succeededFuture(Result.refused(
                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                    "Topic " + topic + " has no partition " + last + ": it has 0 to " + (found.partitionCount() - 1)
                            + "."));
        }
        SortedMap<Integer, Long> said = offsets;
        return StartOffsets.find(access, found, wanted, start, committedOnly)
                .map(result -> result.map(positions -> {
                    if (said != null) {
                        positions.replaceAll((partition, earliest) -> said.getOrDefault(partition, earliest));
                    }
                    return positions;
                }));
    }
}
