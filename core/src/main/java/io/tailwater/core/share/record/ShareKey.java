package io.tailwater.core.share.record;

import io.tailwater.core.coordinator.FieldReader;
import io.tailwater.core.coordinator.FieldWriter;
import io.tailwater.core.partition.PartitionKey;
import java.nio.ByteBuffer;

/** What a record of {@code __share_group_state} is about. A key begins with 16 bits that say which kind it is. */
public sealed interface ShareKey {

    /** Everything about a share partition; its value is a {@link SnapshotValue}. */
    record SnapshotKey(String groupId, PartitionKey partition) implements ShareKey {

        /** As it is in the log. */
        public ByteBuffer encode() {
            return encodeAs(SNAPSHOT, groupId, partition);
        }
    }

    /** What changed of a share partition; its value is an {@link UpdateValue}. */
    record UpdateKey(String groupId, PartitionKey partition) implements ShareKey {

        /** As it is in the log. */
        public ByteBuffer encode() {
            return encodeAs(UPDATE, groupId, partition);
        }
    }

    /** A kind that this version does not know: such records are passed over, as Kafka does. */
    record OtherKey(int kind) implements ShareKey {}

    int SNAPSHOT = 0;
    int UPDATE = 1;

    private static ByteBuffer encodeAs(int kind, String groupId, PartitionKey partition) {
        return new FieldWriter(24 + groupId.length())
                .int16(kind)
                .string(groupId)
                .uuid(partition.topicId())
                .int32(partition.partition())
                .toBuffer();
    }

    /** Reads a key from its buffer's position on. */
    static ShareKey decode(ByteBuffer key) {
        FieldReader fields = new FieldReader(key);
        int kind = fields.int16();
        if (kind != SNAPSHOT && kind != UPDATE) {
            return new OtherKey(kind);
        }
        String groupId = fields.string();
        PartitionKey partition = new PartitionKey(fields.uuid(), fields.int32());
        return kind == SNAPSHOT ? new SnapshotKey(groupId, partition) : new UpdateKey(groupId, partition);
    }
}
