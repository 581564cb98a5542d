package io.tailwater.core.group.record;

import io.tailwater.core.coordinator.FieldReader;
import io.tailwater.core.coordinator.FieldWriter;
import io.tailwater.core.group.assign.Assignment;
import java.nio.ByteBuffer;

/**
 * What a member of a share group has.
 *
 * @param epoch the epoch the member is in
 * @param previousEpoch the one before, with which it may come when an answer got lost
 * @param assigned what it may read
 */
public record ShareCurrentValue(int epoch, int previousEpoch, Assignment assigned) {

    /** Members take what is assigned to them at once, since they share it: they are always in this state. */
    private static final int STABLE = 0;

    /** As it is in the log. */
    public ByteBuffer encode() {
        FieldWriter fields = new FieldWriter(64 + 4 * assigned.size())
                .int16(0)
                .int32(epoch)
                .int32(previousEpoch)
                .int8(STABLE);
        AssignmentFields.write(fields, assigned);
        return fields.noTags().toBuffer();
    }

    /** Reads it from the buffer's position on. */
    public static ShareCurrentValue decode(ByteBuffer value) {
        FieldReader fields = Versions.zero(value, "what a member has");
        int epoch = fields.int32();
        int previousEpoch = fields.int32();
        fields.int8();
        Assignment assigned = AssignmentFields.read(fields);
        fields.tags((tag, field) -> {});
        return new ShareCurrentValue(epoch, previousEpoch, assigned);
    }
}
