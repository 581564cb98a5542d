package io.tailwater.websocket.http;

import java.util.Map;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a reader of server-sent events stands, as the id of an event: {@code 0:42,1:17}, the next offset of each partition.
 * Stateless.
 */
final class EventPosition {

    private EventPosition() {}

    static String text(SortedMap<Integer, Long> positions) {
        StringJoiner text = new StringJoiner(",");
        positions.forEach((partition, offset) -> text.add(partition + ":" + offset));
        return text.toString();
    }

    /** Null when there is none. */
    static @Nullable SortedMap<Integer, Long> parse(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        SortedMap<Integer, Long> positions = new TreeMap<>();
        try {
            for (String part : text.split(",", -1)) {
                Map.Entry<Integer, Long> entry = entry(part);
                positions.put(entry.getKey(), entry.getValue());
            }
            return positions;
        } catch (NumberFormatException e) {
            throw new BadRequest("Last-Event-ID must be the id of an event of this topic, such as 0:42,1:17.");
        }
    }

    private static Map.Entry<Integer, Long> entry(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new NumberFormatException(text);
        }
        int partition = Integer.parseInt(text.substring(0, colon).strip());
        long offset = Long.parseLong(text.substring(colon + 1).strip());
        if (partition < 0 || offset < 0) {
            throw new NumberFormatException(text);
        }
        return Map.entry(partition, offset);
    }
}
