package io.tailwater.core.group.record;

import io.tailwater.core.coordinator.FieldReader;
import io.tailwater.core.coordinator.FieldWriter;
import java.nio.ByteBuffer;

/**
 * Of when the assignment of a group is.
 *
 * @param epoch the group's epoch that it was made for
 * @param assignedMillis when it was made, since 1970; 0 where that was not noted (KIP-1263)
 */
public record TargetEpochValue(int epoch, long assignedMillis) {

    private static final int MILLIS_TAG = 0;

    /** As it is in the log. */
    public ByteBuffer encode() {
        FieldWriter fields = new FieldWriter(32).int16(0).int32(epoch);
        return (assignedMillis == 0
                        ? fields.noTags()
                        : fields.onlyTag(MILLIS_TAG, new FieldWriter(Long.BYTES).int64(assignedMillis)))
                .toBuffer();
    }

    /** Reads it from the buffer's position on. */
    public static TargetEpochValue decode(ByteBuffer value) {
        FieldReader fields = Versions.zero(value, "an assignment's epoch");
        int epoch = fields.int32();
        long[] millis = {0};
        fields.tags((tag, field) -> millis[0] = tag == MILLIS_TAG ? field.int64() : millis[0]);
        return new TargetEpochValue(epoch, millis[0]);
    }
}
