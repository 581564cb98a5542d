package io.tailwater.core.group.record;

import io.tailwater.core.coordinator.FieldReader;
import io.tailwater.core.coordinator.FieldWriter;
import java.nio.ByteBuffer;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which topics a regular expression stands for.
 *
 * @param topics their names, in ascending order
 * @param version which state of all topics it was matched against
 * @param matchedMillis when, since 1970
 */
public record ExpressionValue(SortedSet<String> topics, long version, long matchedMillis) {

    public ExpressionValue {
        topics = new TreeSet<>(topics);
    }

    /** As it is in the log. */
    public ByteBuffer encode() {
        FieldWriter fields = new FieldWriter(32 + 32 * topics.size()).int16(0).compactCount(topics.size());
        topics.forEach(fields::compactString);
        return fields.int64(version).int64(matchedMillis).noTags().toBuffer();
    }

    /** Reads it from the buffer's position on. */
    public static ExpressionValue decode(ByteBuffer value) {
        FieldReader fields = Versions.zero(value, "a regular expression");
        SortedSet<String> topics = new TreeSet<>();
        for (int left = fields.compactCount(); left > 0; left--) {
            topics.add(fields.compactString());
        }
        ExpressionValue read = new ExpressionValue(topics, fields.int64(), fields.int64());
        fields.tags((tag, field) -> {});
        return read;
    }
}
