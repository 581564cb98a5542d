package io.tailwater.websocket.stream;

import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where to begin to read ({@code from}). */
sealed interface StartPoint {

    int LONGEST_GROUP = 255;

    /** After the last record. */
    record Latest() implements StartPoint {}

    /** At the first record. */
    record Earliest() implements StartPoint {}

    /** At one offset everywhere. */
    record AtOffset(long offset) implements StartPoint {}

    /**
     * At an offset of its own in each partition, at the first record of others.
     *
     * @param byTopic topics' names to partitions to offsets
     */
    record AtOffsets(Map<String, Map<Integer, Long>> byTopic) implements StartPoint {}

    /** At the first record of at least this time, after the last when there is none. */
    record AtTimestamp(long millis) implements StartPoint {}

    /** So many offsets before the end. */
    record Last(long records) implements StartPoint {}

    /** Where a consumer group stands, at the first record where it does not say. */
    record OfGroup(String group) implements StartPoint {}

    /**
     * Reads {@code from}.
     *
     * @param onlyTopic the topic that offsets without a topic are of; null when there are several
     */
    static StartPoint read(@Nullable Object from, @Nullable String onlyTopic) {
        if (from == null || from.equals("latest")) {
            return new Latest();
        }
        if (from.equals("earliest")) {
            return new Earliest();
        }
        if (!(from instanceof JsonObject object) || object.size() != 1) {
            throw Refusal.invalid("'from' must be \"latest\", \"earliest\" or an object with one of offset, offsets,"
                    + " timestamp, last, group.");
        }
        String kind = object.fieldNames().iterator().next();
        Object value = object.getValue(kind);
        return switch (kind) {
            case "offset" -> new AtOffset(Fields.whole(value, "from.offset", 0, Long.MAX_VALUE));
            case "offsets" -> new AtOffsets(offsets(Fields.object(value, "from.offsets"), "from.offsets", onlyTopic));
            case "timestamp" -> new AtTimestamp(timestamp(value));
            case "last" -> new Last(Fields.whole(value, "from.last", 0, Long.MAX_VALUE));
            case "group" -> {
                if (value instanceof String group && !group.isEmpty() && group.length() <= LONGEST_GROUP) {
                    yield new OfGroup(group);
                }
                throw Refusal.invalid(
                        "'from.group' must be the name of a group, of at most " + LONGEST_GROUP + " characters.");
            }
            default ->
                throw Refusal.invalid(
                        "'from' has no '" + kind + "': it may have offset, offsets, timestamp, last, group.");
        };
    }

    /** Reads offsets by topic and partition. */
    static Map<String, Map<Integer, Long>> offsets(JsonObject json, String name, @Nullable String onlyTopic) {
        Map<String, Map<Integer, Long>> byTopic = new HashMap<>();
        for (String topic : json.fieldNames()) {
            Object value = json.getValue(topic);
            if (value instanceof JsonObject partitions) {
                Map<Integer, Long> offsets = byTopic.computeIfAbsent(topic, key -> new HashMap<>());
                for (String partition : partitions.fieldNames()) {
                    offsets.put(
                            partition(partition, name),
                            Fields.whole(partitions.getValue(partition), name, 0, Long.MAX_VALUE));
                }
            } else if (onlyTopic != null) {
                byTopic.computeIfAbsent(onlyTopic, key -> new HashMap<>())
                        .put(partition(topic, name), Fields.whole(value, name, 0, Long.MAX_VALUE));
            } else {
                throw Refusal.invalid("'" + name + "' of several topics must name them: {\"topic\": {\"0\": 17}}.");
            }
        }
        return byTopic;
    }

    private static int partition(String text, String name) {
        if (text.matches("\\d{1,9}")) {
            return Integer.parseInt(text);
        }
        throw Refusal.invalid("'" + name + "' must have partitions' numbers as names, not '" + text + "'.");
    }

    private static long timestamp(@Nullable Object value) {
        if (value instanceof String text) {
            try {
                return OffsetDateTime.parse(text).toInstant().toEpochMilli();
            } catch (DateTimeException | ArithmeticException e) {
                throw Refusal.invalid("'from.timestamp' must be milliseconds since 1970 or like 2026-11-26T16:00:00Z.");
            }
        }
        return Fields.whole(value, "from.timestamp", 0, Long.MAX_VALUE);
    }
}
