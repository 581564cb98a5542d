package io.tailwater.core.group.record;

import io.tailwater.core.coordinator.FieldReader;
import io.tailwater.core.coordinator.FieldWriter;
import io.tailwater.core.group.TopicPartitions;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * How far a group has come in a partition.
 *
 * @param offset of the next record to read
 * @param leaderEpoch of the last record read, or -1
 * @param metadata the client's own note
 * @param commitMillis when it was committed, since 1970
 * @param expireMillis when to forget it, as clients before 2.1 could ask; {@link #NO_EXPIRY} otherwise. Such a value has
 *     neither leader epoch nor topic id on disk
 * @param topicId the topic's id, or {@link TopicPartitions#NO_ID} where it was not noted
 */
public record OffsetValue(
        long offset, int leaderEpoch, String metadata, long commitMillis, long expireMillis, UUID topicId) {

    /** The broker's rule decides when to forget it. */
    public static final long NO_EXPIRY = -1;

    private static final int TOPIC_ID_TAG = 0;
    private static final int UUID_BYTES = 16;

    /** As it is in the log: version 4, or version 1 with a time to forget it at. */
    public ByteBuffer encode() {
        FieldWriter fields = new FieldWriter(64 + metadata.length());
        if (expireMillis != NO_EXPIRY) {
            return fields.int16(1)
                    .int64(offset)
                    .string(metadata)
                    .int64(commitMillis)
                    .int64(expireMillis)
                    .toBuffer();
        }
        fields.int16(4).int64(offset).int32(leaderEpoch).compactString(metadata).int64(commitMillis);
        if (topicId.equals(TopicPartitions.NO_ID)) {
            return fields.noTags().toBuffer();
        }
        return fields.onlyTag(TOPIC_ID_TAG, new FieldWriter(UUID_BYTES).uuid(topicId))
                .toBuffer();
    }

    /** Reads any version from the buffer's position on. */
    public static OffsetValue decode(ByteBuffer value) {
        FieldReader fields = new FieldReader(value);
        int version = fields.int16();
        if (version < 0 || version > 4) {
            throw new IllegalArgumentException("version " + version + " of a committed offset is not known");
        }
        long offset = fields.int64();
        int leaderEpoch = version >= 3 ? fields.int32() : -1;
        String metadata = version >= 4 ? fields.compactString() : fields.string();
        long commitMillis = fields.int64();
        long expireMillis = version == 1 ? fields.int64() : NO_EXPIRY;
        UUID[] topicId = {TopicPartitions.NO_ID};
        if (version >= 4) {
            fields.tags((tag, field) -> topicId[0] = tag == TOPIC_ID_TAG ? field.uuid() : topicId[0]);
        }
        return new OffsetValue(offset, leaderEpoch, metadata, commitMillis, expireMillis, topicId[0]);
    }
}
