package io.tailwater.websocket.filter;

import io.tailwater.core.record.RecordHeader;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conjunction of conditions. Immutable; two of the same text are equal, so that their readers share work.
 *
 * @param text the filter as the client wrote it, without white space
 * @param conditions all of which must hold
 */
public record RecordFilter(String text, List<Condition> conditions) {

    /** Lets everything pass. */
    public static final RecordFilter NONE = new RecordFilter("", List.of());

    /** One condition. Thread-safe. */
    public interface Condition {

        /** Buffers are between position and limit, unmoved. */
        boolean holds(@Nullable ByteBuffer key, @Nullable ByteBuffer value, List<RecordHeader> headers);
    }

    public boolean passes(@Nullable ByteBuffer key, @Nullable ByteBuffer value, List<RecordHeader> headers) {
        for (Condition condition : conditions) {
            if (!condition.holds(key, value, headers)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RecordFilter filter && filter.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
