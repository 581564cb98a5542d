package io.tailwater.core.group.record;

import io.tailwater.core.coordinator.FieldReader;
import io.tailwater.core.coordinator.FieldWriter;
import io.tailwater.core.group.assign.Assignment;
import io.tailwater.core.group.assign.OwnedPartitions;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * What a member of a consumer group has, on the way to what is assigned to it.
 *
 * @param epoch the epoch the member is in; -2 for an instance that left for some time
 * @param previousEpoch the one before, with which it may come when an answer got lost
 * @param state the number of its state; see {@link #STABLE} and the others
 * @param assigned what it may read
 * @param revoking what it is to give up
 */
public record ConsumerCurrentValue(
        int epoch, int previousEpoch, int state, OwnedPartitions assigned, OwnedPartitions revoking) {

    /** The member has all that it gets in its epoch. */
    public static final int STABLE = 0;

    /** The member is to give partitions up, and has not said yet that it did. */
    public static final int UNREVOKED_PARTITIONS = 1;

    /** Others have not given up yet what the member gets. */
    public static final int UNRELEASED_PARTITIONS = 2;

    private static final int EPOCHS_TAG = 0;

    /** As it is in the log. */
    public ByteBuffer encode() {
        FieldWriter fields = new FieldWriter(64 + 8 * assigned.partitions().size())
                .int16(0)
                .int32(epoch)
                .int32(previousEpoch)
                .int8(state);
        write(fields, assigned);
        write(fields, revoking);
        return fields.noTags().toBuffer();
    }

    private static void write(FieldWriter fields, OwnedPartitions owned) {
        Assignment partitions = owned.partitions();
        fields.compactCount(partitions.topics().size());
        for (UUID topicId : partitions.topics()) {
            AssignmentFields.writeTopic(fields, topicId, partitions.partitions(topicId));
            FieldWriter epochs = new FieldWriter(8 + 4 * partitions.partitions(topicId).length);
            AssignmentFields.writeNumbers(epochs, owned.epochs(topicId));
            fields.onlyTag(EPOCHS_TAG, epochs);
        }
    }

    /** Reads it from the buffer's position on. */
    public static ConsumerCurrentValue decode(ByteBuffer value) {
        FieldReader fields = Versions.zero(value, "what a member has");
        int epoch = fields.int32();
        int previousEpoch = fields.int32();
        int state = fields.int8();
        OwnedPartitions assigned = read(fields, epoch);
        OwnedPartitions revoking = read(fields, epoch);
        fields.tags((tag, field) -> {});
        return new ConsumerCurrentValue(epoch, previousEpoch, state, assigned, revoking);
    }

    private static OwnedPartitions read(FieldReader fields, int memberEpoch) {
        OwnedPartitions owned = OwnedPartitions.NONE;
        for (int left = fields.compactCount(); left > 0; left--) {
            owned = owned.plus(readTopic(fields, memberEpoch));
        }
        return owned;
    }

    /** Before Kafka 4.3 the epochs were not noted: then the member's own is as good as any. */
    private static OwnedPartitions readTopic(FieldReader fields, int memberEpoch) {
        UUID topicId = fields.uuid();
        int[] numbers = AssignmentFields.readNumbers(fields);
        Map<Integer, Integer> noted = new HashMap<>();
        fields.tags((tag, field) -> {
            if (tag == EPOCHS_TAG) {
                int count = Math.min(numbers.length, field.compactNullableCount());
                for (int i = 0; i < count; i++) {
                    noted.put(numbers[i], field.int32());
                }
            }
        });
        return OwnedPartitions.of(
                Assignment.of(topicId, numbers), (id, partition) -> noted.getOrDefault(partition, memberEpoch));
    }
}
