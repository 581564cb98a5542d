package io.tailwater.core.group.record;

import io.tailwater.core.coordinator.FieldReader;
import io.tailwater.core.coordinator.FieldWriter;
import java.nio.ByteBuffer;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A member of a share group, as it described itself.
 *
 * @param rackId where it is, or null
 * @param clientId what it calls itself
 * @param clientHost where it comes from
 * @param topics the names of topics it subscribes to, in ascending order
 */
public record ShareMemberValue(@Nullable String rackId, String clientId, String clientHost, SortedSet<String> topics) {

    public ShareMemberValue {
        topics = new TreeSet<>(topics);
    }

    /** As it is in the log. */
    public ByteBuffer encode() {
        FieldWriter fields = new FieldWriter(256)
                .int16(0)
                .compactNullableString(rackId)
                .compactString(clientId)
                .compactString(clientHost)
                .compactCount(topics.size());
        topics.forEach(fields::compactString);
        return fields.noTags().toBuffer();
    }

    /** Reads it from the buffer's position on. */
    public static ShareMemberValue decode(ByteBuffer value) {
        FieldReader fields = Versions.zero(value, "a member");
        String rackId = fields.compactNullableString();
        String clientId = fields.compactString();
        String clientHost = fields.compactString();
        SortedSet<String> topics = new TreeSet<>();
        for (int left = fields.compactCount(); left > 0; left--) {
            topics.add(fields.compactString());
        }
        return new ShareMemberValue(rackId, clientId, clientHost, topics);
    }
}
