package io.tailwater.core.share.record;

import io.tailwater.core.coordinator.FieldReader;
import io.tailwater.core.coordinator.FieldWriter;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Everything about a share partition: what was said before does not count any more.
 *
 * @param snapshotEpoch rises with every snapshot but those that only write the same again
 * @param stateEpoch rises when an administrator sets the start offset
 * @param leaderEpoch the partition's at that time, by which records that a power loss took are found out
 * @param startOffset everything below is done with
 * @param deliveryCompleteCount how many offsets at or above the start are done with (KIP-1226), -1 where it was not counted
 * @param createMillis when the share partition began, since 1970
 * @param writeMillis when this was written
 * @param batches by offset; offsets at or above the start that are in none were never delivered
 */
public record SnapshotValue(
        int snapshotEpoch,
        int stateEpoch,
        int leaderEpoch,
        long startOffset,
        int deliveryCompleteCount,
        long createMillis,
        long writeMillis,
        List<StateBatch> batches) {

    private static final int VERSION = 0;

    /** As it is in the log. */
    public ByteBuffer encode() {
        FieldWriter fields = new FieldWriter(64 + batches.size() * StateBatch.BYTES)
                .int16(VERSION)
                .int32(snapshotEpoch)
                .int32(stateEpoch)
                .int32(leaderEpoch)
                .int64(startOffset)
                .int64(createMillis)
                .int64(writeMillis);
        StateBatch.encodeAll(fields, batches);
        CompleteCount.encode(fields, deliveryCompleteCount);
        return fields.toBuffer();
    }

    /** Reads it from the buffer's position on. */
    public static SnapshotValue decode(ByteBuffer value) {
        FieldReader fields = new FieldReader(value);
        int version = fields.int16();
        if (version != VERSION) {
            throw new IllegalArgumentException("version " + version + " of a share partition's snapshot is not known");
        }
        int snapshotEpoch = fields.int32();
        int stateEpoch = fields.int32();
        int leaderEpoch = fields.int32();
        long startOffset = fields.int64();
        long createMillis = fields.int64();
        long writeMillis = fields.int64();
        List<StateBatch> batches = StateBatch.decodeAll(fields);
        int completeCount = CompleteCount.decode(fields);
        return new SnapshotValue(
                snapshotEpoch, stateEpoch, leaderEpoch, startOffset, completeCount, createMillis, writeMillis, batches);
    }
}
