package io.tailwater.core.group.record;

import io.tailwater.core.coordinator.FieldReader;
import io.tailwater.core.coordinator.FieldWriter;
import io.tailwater.core.group.GroupType;
import java.nio.ByteBuffer;

/**
 * Where a group is.
 *
 * @param epoch rises with every change that asks for a new assignment
 * @param metadataHash tells whether the topics it reads are still as they were; 0 for no topics
 */
public record EpochValue(int epoch, long metadataHash) {

    private static final int HASH_TAG = 0;

    /** As it is in the log; consumer groups have the hash in a tagged field. */
    public ByteBuffer encode(GroupType type) {
        FieldWriter fields = new FieldWriter(32).int16(0).int32(epoch);
        if (type == GroupType.SHARE) {
            return fields.int64(metadataHash).noTags().toBuffer();
        }
        return (metadataHash == 0
                        ? fields.noTags()
                        : fields.onlyTag(HASH_TAG, new FieldWriter(Long.BYTES).int64(metadataHash)))
                .toBuffer();
    }

    /** Reads it from the buffer's position on. */
    public static EpochValue decode(GroupType type, ByteBuffer value) {
        FieldReader fields = Versions.zero(value, "a group's epoch");
        int epoch = fields.int32();
        long[] hash = {type == GroupType.SHARE ? fields.int64() : 0};
        fields.tags((tag, field) -> hash[0] = tag == HASH_TAG && type == GroupType.CONSUMER ? field.int64() : hash[0]);
        return new EpochValue(epoch, hash[0]);
    }
}
