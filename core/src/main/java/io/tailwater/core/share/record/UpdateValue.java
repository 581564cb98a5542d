package io.tailwater.core.share.record;

import io.tailwater.core.coordinator.FieldReader;
import io.tailwater.core.coordinator.FieldWriter;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What changed of a share partition.
 *
 * @param snapshotEpoch of the snapshot that it changes
 * @param leaderEpoch the partition's at that time
 * @param startOffset everything below is done with; {@link #SAME_START} when that did not change
 * @param deliveryCompleteCount as in {@link SnapshotValue}, after the change
 * @param batches by offset; what is in none did not change
 */
public record UpdateValue(
        int snapshotEpoch, int leaderEpoch, long startOffset, int deliveryCompleteCount, List<StateBatch> batches) {

    /** The start offset did not change. */
    public static final long SAME_START = -1;

    private static final int VERSION = 0;

    /** As it is in the log. */
    public ByteBuffer encode() {
        FieldWriter fields = new FieldWriter(40 + batches.size() * StateBatch.BYTES)
                .int16(VERSION)
                .int32(snapshotEpoch)
                .int32(leaderEpoch)
                .int64(startOffset);
        StateBatch.encodeAll(fields, batches);
        CompleteCount.encode(fields, deliveryCompleteCount);
        return fields.toBuffer();
    }

    /** Reads it from the buffer's position on. */
    public static UpdateValue decode(ByteBuffer value) {
        FieldReader fields = new FieldReader(value);
        int version = fields.int16();
        if (version != VERSION) {
            throw new IllegalArgumentException("version " + version + " of a share partition's update is not known");
        }
        int snapshotEpoch = fields.int32();
        int leaderEpoch = fields.int32();
        long startOffset = fields.int64();
        List<StateBatch> batches = StateBatch.decodeAll(fields);
        return new UpdateValue(snapshotEpoch, leaderEpoch, startOffset, CompleteCount.decode(fields), batches);
    }
}
