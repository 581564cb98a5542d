package io.tailwater.core.share.record;

import io.tailwater.core.coordinator.FieldReader;
import io.tailwater.core.coordinator.FieldWriter;

/** The count of what is done with (KIP-1226), a tagged field of both values. Stateless. */
final class CompleteCount {

    private static final int NOT_COUNTED = -1;
    private static final int TAG = 0;

    private CompleteCount() {}

    static void encode(FieldWriter fields, int count) {
        if (count == NOT_COUNTED) {
            fields.noTags();
        } else {
            fields.unsignedVarint(1)
                    .unsignedVarint(TAG)
                    .unsignedVarint(Integer.BYTES)
                    .int32(count);
        }
    }

    static int decode(FieldReader fields) {
        int[] count = {NOT_COUNTED};
        fields.tags((tag, field) -> count[0] = tag == TAG ? field.int32() : count[0]);
        return count[0];
    }
}
