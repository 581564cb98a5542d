package io.tailwater.core.group.record;

import io.tailwater.core.coordinator.FieldReader;
import io.tailwater.core.coordinator.FieldWriter;
import java.nio.ByteBuffer;

/** What a record is about. A key begins with 16 bits that say which kind it is. */
public sealed interface RecordKey permits RecordKey.OffsetKey, RecordKey.GroupKey, RecordKey.OtherKey, ModernKey {

    /**
     * How far a group has come in a partition; its value is an {@link OffsetValue}.
     *
     * @param groupId any
     * @param topic the topic's name
     * @param partition its number
     */
    record OffsetKey(String groupId, String topic, int partition) implements RecordKey {

        /** As it is in the log. */
        public ByteBuffer encode() {
            return new FieldWriter(16 + groupId.length() + topic.length())
                    .int16(OFFSET)
                    .string(groupId)
                    .string(topic)
                    .int32(partition)
                    .toBuffer();
        }
    }

    /** A classic group and its members; its value is a {@link GroupValue}. */
    record GroupKey(String groupId) implements RecordKey {

        /** As it is in the log. */
        public ByteBuffer encode() {
            return new FieldWriter(8 + groupId.length())
                    .int16(GROUP)
                    .string(groupId)
                    .toBuffer();
        }
    }

    /** A kind that this version does not know: such records are passed over, as Kafka does. */
    record OtherKey(int kind) implements RecordKey {}

    /** Before Kafka 0.9; the same layout. */
    int LEGACY_OFFSET = 0;

    int OFFSET = 1;
    int GROUP = 2;

    /** Reads a key from its buffer's position on. */
    static RecordKey decode(ByteBuffer key) {
        FieldReader fields = new FieldReader(key);
        int kind = fields.int16();
        return switch (kind) {
            case LEGACY_OFFSET, OFFSET -> new OffsetKey(fields.string(), fields.string(), fields.int32());
            case GROUP -> new GroupKey(fields.string());
            default -> {
                ModernKey modern = ModernKey.decode(kind, fields);
                yield modern == null ? new OtherKey(kind) : modern;
            }
        };
    }
}
