package io.tailwater.core.share.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.share.record.ShareKey.SnapshotKey;
import io.tailwater.core.share.record.ShareKey.UpdateKey;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.coordinator.share.generated.ShareSnapshotKey;
import org.apache.kafka.coordinator.share.generated.ShareSnapshotValue;
import org.apache.kafka.coordinator.share.generated.ShareUpdateKey;
import org.apache.kafka.coordinator.share.generated.ShareUpdateValue;
import org.junit.jupiter.api.Test;

/** That Kafka reads what we write, byte for byte, and we what Kafka writes. */
class ShareRecordFormatTest {

    private static final UUID TOPIC_ID = new UUID(0x0123456789abcdefL, 0xfedcba9876543210L);
    private static final PartitionKey PARTITION = new PartitionKey(TOPIC_ID, 7);
    private static final List<StateBatch> BATCHES = List.of(
            new StateBatch(5, 9, DeliveryState.ACKNOWLEDGED, 1),
            new StateBatch(10, 10, DeliveryState.AVAILABLE, 3),
            new StateBatch(11, 1L << 40, DeliveryState.ARCHIVED, 5));

    @Test
    void writesKeysAsKafkaDoes() {
        assertThat(new SnapshotKey("größe", PARTITION).encode())
                .isEqualTo(key(new ShareSnapshotKey()
                        .setGroupId("größe")
                        .setTopicId(kafkas(TOPIC_ID))
                        .setPartition(7)));
        assertThat(new UpdateKey("g", PARTITION).encode())
                .isEqualTo(key(new ShareUpdateKey()
                        .setGroupId("g")
                        .setTopicId(kafkas(TOPIC_ID))
                        .setPartition(7)));
    }

    @Test
    void readsTheKeysItWritesAndPassesOverOthers() {
        assertThat(ShareKey.decode(new SnapshotKey("g", PARTITION).encode()))
                .isEqualTo(new SnapshotKey("g", PARTITION));
        assertThat(ShareKey.decode(new UpdateKey("g", PARTITION).encode())).isEqualTo(new UpdateKey("g", PARTITION));
        assertThat(ShareKey.decode(ByteBuffer.wrap(new byte[] {0, 9, 1}))).isEqualTo(new ShareKey.OtherKey(9));
    }

    @Test
    void writesSnapshotsAsKafkaDoes() {
        assertThat(new SnapshotValue(3, 2, 4, 5, 1_000, 111, 222, BATCHES).encode())
                .isEqualTo(MessageUtil.toVersionPrefixedByteBuffer((short) 0, kafkasSnapshot(1_000)));
        assertThat(new SnapshotValue(3, 2, 4, 5, -1, 111, 222, BATCHES).encode())
                .isEqualTo(MessageUtil.toVersionPrefixedByteBuffer((short) 0, kafkasSnapshot(-1)));
    }

    @Test
    void readsSnapshotsAsKafkaWritesThem() {
        ByteBuffer kafkas = MessageUtil.toVersionPrefixedByteBuffer((short) 0, kafkasSnapshot(6));

        assertThat(SnapshotValue.decode(kafkas)).isEqualTo(new SnapshotValue(3, 2, 4, 5, 6, 111, 222, BATCHES));
    }

    @Test
    void writesUpdatesAsKafkaDoesAndReadsThem() {
        UpdateValue update = new UpdateValue(3, 4, UpdateValue.SAME_START, 6, BATCHES);
        ShareUpdateValue kafkas = new ShareUpdateValue()
                .setSnapshotEpoch(3)
                .setLeaderEpoch(4)
                .setStartOffset(-1)
                .setDeliveryCompleteCount(6)
                .setStateBatches(BATCHES.stream()
                        .map(batch -> new ShareUpdateValue.StateBatch()
                                .setFirstOffset(batch.firstOffset())
                                .setLastOffset(batch.lastOffset())
                                .setDeliveryState(batch.state().id())
                                .setDeliveryCount((short) batch.deliveryCount()))
                        .toList());

        assertThat(update.encode()).isEqualTo(MessageUtil.toVersionPrefixedByteBuffer((short) 0, kafkas));
        assertThat(UpdateValue.decode(update.encode())).isEqualTo(update);
    }

    @Test
    void saysSoWhenAValueIsOfAVersionToCome() {
        ByteBuffer ofVersionOne = MessageUtil.toVersionPrefixedByteBuffer((short) 0, kafkasSnapshot(6));
        ofVersionOne.putShort(0, (short) 1);

        assertThatThrownBy(() -> SnapshotValue.decode(ofVersionOne))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("version 1");
    }

    private static ShareSnapshotValue kafkasSnapshot(int completeCount) {
        return new ShareSnapshotValue()
                .setSnapshotEpoch(3)
                .setStateEpoch(2)
                .setLeaderEpoch(4)
                .setStartOffset(5)
                .setDeliveryCompleteCount(completeCount)
                .setCreateTimestamp(111)
                .setWriteTimestamp(222)
                .setStateBatches(BATCHES.stream()
                        .map(batch -> new ShareSnapshotValue.StateBatch()
                                .setFirstOffset(batch.firstOffset())
                                .setLastOffset(batch.lastOffset())
                                .setDeliveryState(batch.state().id())
                                .setDeliveryCount((short) batch.deliveryCount()))
                        .toList());
    }

    /** A key is prefixed with its kind, which is its API key. */
    private static ByteBuffer key(ApiMessage message) {
        ByteBuffer body = MessageUtil.toByteBufferAccessor(message, (short) 0).buffer();
        ByteBufferAccessor key = new ByteBufferAccessor(ByteBuffer.allocate(2 + body.remaining()));
        key.writeShort(message.apiKey());
        key.writeByteBuffer(body);
        key.flip();
        return key.buffer();
    }

    private static Uuid kafkas(UUID id) {
        return new Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }
}
