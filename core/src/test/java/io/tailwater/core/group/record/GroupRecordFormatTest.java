package io.tailwater.core.group.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.core.group.OpaqueBytes;
import io.tailwater.core.group.TopicPartitions;
import io.tailwater.core.group.record.RecordKey.GroupKey;
import io.tailwater.core.group.record.RecordKey.OffsetKey;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.coordinator.group.generated.GroupMetadataKey;
import org.apache.kafka.coordinator.group.generated.GroupMetadataValue;
import org.apache.kafka.coordinator.group.generated.GroupMetadataValue.MemberMetadata;
import org.apache.kafka.coordinator.group.generated.LegacyOffsetCommitKey;
import org.apache.kafka.coordinator.group.generated.LegacyOffsetCommitValue;
import org.apache.kafka.coordinator.group.generated.OffsetCommitKey;
import org.apache.kafka.coordinator.group.generated.OffsetCommitValue;
import org.apache.kafka.coordinator.group.generated.StreamsGroupMetadataKey;
import org.junit.jupiter.api.Test;

/** That Kafka reads what we write, byte for byte, and we what Kafka writes in any version. */
class GroupRecordFormatTest {

    private static final UUID TOPIC_ID = new UUID(0x0123456789abcdefL, 0xfedcba9876543210L);
    private static final String LONG_NOTE = "ü".repeat(300);

    @Test
    void writesKeysAsKafkaDoes() {
        assertThat(new OffsetKey("größe", "topic.ä", 12).encode())
                .isEqualTo(KafkasMessages.key(new OffsetCommitKey()
                        .setGroup("größe")
                        .setTopic("topic.ä")
                        .setPartition(12)));
        assertThat(new GroupKey("g").encode()).isEqualTo(KafkasMessages.key(new GroupMetadataKey().setGroup("g")));
    }

    @Test
    void readsKeysAsKafkaWritesThem() {
        ByteBuffer legacy = KafkasMessages.key(
                new LegacyOffsetCommitKey().setGroup("g").setTopic("t").setPartition(1));
        ByteBuffer other = KafkasMessages.key(new StreamsGroupMetadataKey().setGroupId("g"));

        assertThat(RecordKey.decode(legacy)).isEqualTo(new OffsetKey("g", "t", 1));
        assertThat(RecordKey.decode(new OffsetKey("g", "t", 2).encode())).isEqualTo(new OffsetKey("g", "t", 2));
        assertThat(RecordKey.decode(new GroupKey("g").encode())).isEqualTo(new GroupKey("g"));
        assertThat(RecordKey.decode(other)).isEqualTo(new RecordKey.OtherKey(17));
    }

    @Test
    void writesOffsetsAsKafkaDoes() {
        OffsetValue withId = new OffsetValue(1L << 40, 7, LONG_NOTE, 1234, OffsetValue.NO_EXPIRY, TOPIC_ID);
        OffsetValue withoutId = new OffsetValue(5, -1, "", 1234, OffsetValue.NO_EXPIRY, TopicPartitions.NO_ID);
        OffsetValue expiring = new OffsetValue(5, -1, "note", 1234, 5678, TopicPartitions.NO_ID);

        assertThat(withId.encode())
                .isEqualTo(KafkasMessages.value(kafkas(withId).setTopicId(kafkas(TOPIC_ID)), 4));
        assertThat(withoutId.encode()).isEqualTo(KafkasMessages.value(kafkas(withoutId), 4));
        assertThat(expiring.encode())
                .isEqualTo(KafkasMessages.value(kafkas(expiring).setExpireTimestamp(5678), 1));
    }

    @Test
    void readsOffsetsOfEveryVersion() {
        OffsetCommitValue kafkas = new OffsetCommitValue()
                .setOffset(99)
                .setLeaderEpoch(3)
                .setMetadata(LONG_NOTE)
                .setCommitTimestamp(1000)
                .setExpireTimestamp(2000)
                .setTopicId(kafkas(TOPIC_ID));
        for (int version = 0; version <= 4; version++) {
            assertThat(OffsetValue.decode(KafkasMessages.value(kafkas, version)))
                    .isEqualTo(new OffsetValue(
                            99,
                            version >= 3 ? 3 : -1,
                            LONG_NOTE,
                            1000,
                            version == 1 ? 2000 : OffsetValue.NO_EXPIRY,
                            version >= 4 ? TOPIC_ID : TopicPartitions.NO_ID));
        }
        LegacyOffsetCommitValue legacy =
                new LegacyOffsetCommitValue().setOffset(1).setMetadata("m").setCommitTimestamp(2);
        assertThat(OffsetValue.decode(KafkasMessages.value(legacy, 0)))
                .isEqualTo(new OffsetValue(1, -1, "m", 2, OffsetValue.NO_EXPIRY, TopicPartitions.NO_ID));
    }

    @Test
    void passesOverTagsThatAreStillToCome() {
        OffsetCommitValue kafkas =
                new OffsetCommitValue().setOffset(1).setMetadata("m").setTopicId(kafkas(TOPIC_ID));
        kafkas.unknownTaggedFields()
                .add(new org.apache.kafka.common.protocol.types.RawTaggedField(900, new byte[] {1, 2, 3}));

        assertThat(OffsetValue.decode(KafkasMessages.value(kafkas, 4)).topicId())
                .isEqualTo(TOPIC_ID);
    }

    @Test
    void writesGroupsAsKafkaDoes() {
        GroupValue generation = new GroupValue("consumer", 17, "range", "a", 1234, List.of(member("a"), member(null)));
        GroupValue empty = new GroupValue("", 0, null, null, -1, List.of());

        assertThat(generation.encode()).isEqualTo(KafkasMessages.value(kafkas(generation), 3));
        assertThat(empty.encode()).isEqualTo(KafkasMessages.value(kafkas(empty), 3));
        assertThat(GroupValue.decode(generation.encode())).isEqualTo(generation);
    }

    @Test
    void readsGroupsOfEveryVersion() {
        MemberValue member = member("a");
        for (int version = 0; version <= 4; version++) {
            GroupValue read = GroupValue.decode(KafkasMessages.value(
                    kafkas(new GroupValue("consumer", 17, "range", "m", 1234, List.of(member))), version));

            MemberValue expected = new MemberValue(
                    member.memberId(),
                    version >= 3 ? "a" : null,
                    member.clientId(),
                    member.clientHost(),
                    version >= 1 ? member.rebalanceTimeoutMillis() : member.sessionTimeoutMillis(),
                    member.sessionTimeoutMillis(),
                    member.subscription(),
                    member.assignment());
            assertThat(read)
                    .isEqualTo(
                            new GroupValue("consumer", 17, "range", "m", version >= 2 ? 1234 : -1, List.of(expected)));
        }
    }

    @Test
    void kafkaReadsWhatWeWrite() {
        GroupValue generation = new GroupValue("consumer", 17, "range", "a", 1234, List.of(member("a")));
        OffsetValue offset = new OffsetValue(42, 7, "note", 1234, OffsetValue.NO_EXPIRY, TOPIC_ID);

        assertThat(KafkasMessages.read(new GroupMetadataValue(), generation.encode()))
                .isEqualTo(kafkas(generation));
        assertThat(KafkasMessages.read(new OffsetCommitValue(), offset.encode()))
                .isEqualTo(kafkas(offset).setTopicId(kafkas(TOPIC_ID)));
        assertThat(KafkasMessages.read(new OffsetCommitKey(), new OffsetKey("g", "t", 9).encode()))
                .isEqualTo(new OffsetCommitKey().setGroup("g").setTopic("t").setPartition(9));
    }

    @Test
    void saysSoWhenAValueIsDamagedOrOfAVersionToCome() {
        byte[] whole = new GroupValue("consumer", 17, "range", "a", 1234, List.of(member("a")))
                .encode()
                .array();
        ByteBuffer encoded = new GroupValue("consumer", 17, "range", "a", 1234, List.of(member("a"))).encode();

        for (int length = 0; length < encoded.limit(); length++) {
            ByteBuffer cut = ByteBuffer.wrap(whole, 0, length);
            assertThatThrownBy(() -> GroupValue.decode(cut))
                    .isInstanceOfAny(IllegalArgumentException.class, BufferUnderflowException.class);
        }
        assertThatThrownBy(() -> GroupValue.decode(ByteBuffer.allocate(100).putShort(0, (short) 5)))
                .hasMessageContaining("version 5");
        assertThatThrownBy(() -> OffsetValue.decode(ByteBuffer.allocate(100).putShort(0, (short) -1)))
                .hasMessageContaining("version -1");
    }

    private static MemberValue member(String instanceId) {
        return new MemberValue(
                "client-" + instanceId,
                instanceId,
                "client",
                "/127.0.0.1",
                300_000,
                45_000,
                OpaqueBytes.of(new byte[] {0, 1, 2, 3}),
                OpaqueBytes.of(new byte[200]));
    }

    private static OffsetCommitValue kafkas(OffsetValue value) {
        return new OffsetCommitValue()
                .setOffset(value.offset())
                .setLeaderEpoch(value.leaderEpoch())
                .setMetadata(value.metadata())
                .setCommitTimestamp(value.commitMillis());
    }

    private static Uuid kafkas(UUID id) {
        return new Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    private static GroupMetadataValue kafkas(GroupValue value) {
        return new GroupMetadataValue()
                .setProtocolType(value.protocolType())
                .setGeneration(value.generationId())
                .setProtocol(value.protocolName())
                .setLeader(value.leaderId())
                .setCurrentStateTimestamp(value.stateMillis())
                .setMembers(value.members().stream()
                        .map(GroupRecordFormatTest::kafkas)
                        .toList());
    }

    private static MemberMetadata kafkas(MemberValue member) {
        return new MemberMetadata()
                .setMemberId(member.memberId())
                .setGroupInstanceId(member.instanceId())
                .setClientId(member.clientId())
                .setClientHost(member.clientHost())
                .setRebalanceTimeout(member.rebalanceTimeoutMillis())
                .setSessionTimeout(member.sessionTimeoutMillis())
                .setSubscription(member.subscription().array())
                .setAssignment(member.assignment().array());
    }
}
