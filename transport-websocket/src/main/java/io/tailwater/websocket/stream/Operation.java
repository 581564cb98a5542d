package io.tailwater.websocket.stream;

import io.tailwater.core.client.NewRecord;
import io.tailwater.core.json.RecordEncoding;
import io.tailwater.spi.security.Credentials;
import io.tailwater.websocket.filter.RecordFilter;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a client may ask. */
sealed interface Operation {

    /**
     * Begins a subscription.
     *
     * @param credit how many records may be sent, {@link #UNLIMITED} for any
     */
    record Subscribe(
            String id,
            TopicSelector topics,
            StartPoint from,
            RecordFilter filter,
            RecordEncoding encoding,
            long credit,
            OnSlow onSlow,
            long slowAfter,
            boolean committed)
            implements Operation {

        static final long UNLIMITED = -1;
    }

    /** What happens to a subscription that cannot keep up. */
    enum OnSlow {
        WAIT,
        SKIP,
        CLOSE
    }

    /** Allows more records. */
    record Credit(String id, long records) implements Operation {}

    /** Stops sending for a while. */
    record Pause(String id) implements Operation {}

    /** Goes on. */
    record Resume(String id) implements Operation {}

    /**
     * Goes on elsewhere.
     *
     * @param topic which topic only, or null for all
     * @param partitions which partitions only, empty for all
     */
    record Seek(String id, StartPoint from, @Nullable String topic, Set<Integer> partitions) implements Operation {}

    /** Ends a subscription. */
    record Unsubscribe(String id) implements Operation {}

    /** Keeps offsets of a group. */
    record Commit(String id, String group, Map<String, Map<Integer, Long>> offsets) implements Operation {}

    /**
     * Appends records.
     *
     * @param single whether the record came by itself rather than in an array, and is answered so
     */
    record Produce(String id, String topic, List<NewRecord> records, boolean single, int sizeInBytes)
            implements Operation {}

    /** Says who the client is. */
    record Authenticate(@Nullable String id, Credentials credentials) implements Operation {}

    /** Asks whether the broker is there. */
    record Ping(@Nullable String id) implements Operation {}

    /** The {@code id} of a message, where it has one that can be given back. */
    static @Nullable String idOf(JsonObject message) {
        return message.getValue("id") instanceof String id && id.length() <= OperationReader.LONGEST_ID ? id : null;
    }
}
