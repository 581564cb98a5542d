package io.tailwater.core.group.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.core.group.GroupType;
import io.tailwater.core.group.JoinProtocol;
import io.tailwater.core.group.OpaqueBytes;
import io.tailwater.core.group.assign.Assignment;
import io.tailwater.core.group.assign.OwnedPartitions;
import io.tailwater.core.group.record.ConsumerMemberValue.ClassicPart;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupCurrentMemberAssignmentKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupCurrentMemberAssignmentValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMemberMetadataKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMemberMetadataValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMetadataKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMetadataValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupRegularExpressionKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupRegularExpressionValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupTargetAssignmentMemberKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupTargetAssignmentMemberValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupTargetAssignmentMetadataKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupTargetAssignmentMetadataValue;
import org.apache.kafka.coordinator.group.generated.ShareGroupCurrentMemberAssignmentKey;
import org.apache.kafka.coordinator.group.generated.ShareGroupMemberMetadataKey;
import org.apache.kafka.coordinator.group.generated.ShareGroupMetadataKey;
import org.apache.kafka.coordinator.group.generated.ShareGroupMetadataValue;
import org.apache.kafka.coordinator.group.generated.ShareGroupTargetAssignmentMemberKey;
import org.apache.kafka.coordinator.group.generated.ShareGroupTargetAssignmentMetadataKey;
import org.junit.jupiter.api.Test;

/** That Kafka reads what we write of groups with epochs, byte for byte, and we what Kafka writes. */
class ModernRecordFormatTest {

    private static final UUID FIRST = new UUID(1, 2);
    private static final UUID SECOND = new UUID(3, 4);

    @Test
    void writesTheKeysOfConsumerGroupsAsKafkaDoes() {
        GroupType type = GroupType.CONSUMER;
        isSame(
                new ModernKey.Epoch(type, "größe"),
                KafkasMessages.key(new ConsumerGroupMetadataKey().setGroupId("größe")));
        isSame(
                new ModernKey.TargetEpoch(type, "g"),
                KafkasMessages.key(new ConsumerGroupTargetAssignmentMetadataKey().setGroupId("g")));
        isSame(
                new ModernKey.Member(type, "g", "m"),
                KafkasMessages.key(
                        new ConsumerGroupMemberMetadataKey().setGroupId("g").setMemberId("m")));
        isSame(
                new ModernKey.Target(type, "g", "m"),
                KafkasMessages.key(new ConsumerGroupTargetAssignmentMemberKey()
                        .setGroupId("g")
                        .setMemberId("m")));
        isSame(
                new ModernKey.Current(type, "g", "m"),
                KafkasMessages.key(new ConsumerGroupCurrentMemberAssignmentKey()
                        .setGroupId("g")
                        .setMemberId("m")));
        isSame(
                new ModernKey.Expression("g", "a.*"),
                KafkasMessages.key(
                        new ConsumerGroupRegularExpressionKey().setGroupId("g").setRegularExpression("a.*")));
    }

    @Test
    void writesTheKeysOfShareGroupsAsKafkaDoes() {
        GroupType type = GroupType.SHARE;
        isSame(new ModernKey.Epoch(type, "g"), KafkasMessages.key(new ShareGroupMetadataKey().setGroupId("g")));
        isSame(
                new ModernKey.TargetEpoch(type, "g"),
                KafkasMessages.key(new ShareGroupTargetAssignmentMetadataKey().setGroupId("g")));
        isSame(
                new ModernKey.Member(type, "g", "m"),
                KafkasMessages.key(
                        new ShareGroupMemberMetadataKey().setGroupId("g").setMemberId("m")));
        isSame(
                new ModernKey.Target(type, "g", "m"),
                KafkasMessages.key(new ShareGroupTargetAssignmentMemberKey()
                        .setGroupId("g")
                        .setMemberId("m")));
        isSame(
                new ModernKey.Current(type, "g", "m"),
                KafkasMessages.key(new ShareGroupCurrentMemberAssignmentKey()
                        .setGroupId("g")
                        .setMemberId("m")));
    }

    private static void isSame(ModernKey ours, ByteBuffer kafkas) {
        assertThat(ours.encode()).isEqualTo(kafkas);
        assertThat(RecordKey.decode(kafkas)).isEqualTo(ours);
    }

    @Test
    void writesEpochsAsKafkaDoes() {
        for (long hash : new long[] {0, -77}) {
            EpochValue ours = new EpochValue(12, hash);
            isSame(
                    ours.encode(GroupType.CONSUMER),
                    KafkasMessages.value(
                            new ConsumerGroupMetadataValue().setEpoch(12).setMetadataHash(hash), 0),
                    value -> EpochValue.decode(GroupType.CONSUMER, value),
                    ours);
            isSame(
                    ours.encode(GroupType.SHARE),
                    KafkasMessages.value(
                            new ShareGroupMetadataValue().setEpoch(12).setMetadataHash(hash), 0),
                    value -> EpochValue.decode(GroupType.SHARE, value),
                    ours);
            TargetEpochValue target = new TargetEpochValue(11, Math.abs(hash));
            isSame(
                    target.encode(),
                    KafkasMessages.value(
                            new ConsumerGroupTargetAssignmentMetadataValue()
                                    .setAssignmentEpoch(11)
                                    .setAssignmentTimestamp(Math.abs(hash)),
                            0),
                    TargetEpochValue::decode,
                    target);
        }
    }

    @Test
    void writesMembersAsKafkaDoes() {
        ConsumerMemberValue ours = new ConsumerMemberValue(
                "i", null, "client", "/127.0.0.1", new TreeSet<>(List.of("b", "a")), "x.*", 300_000, "range", null);
        ConsumerGroupMemberMetadataValue kafkas = new ConsumerGroupMemberMetadataValue()
                .setInstanceId("i")
                .setRackId(null)
                .setClientId("client")
                .setClientHost("/127.0.0.1")
                .setSubscribedTopicNames(List.of("a", "b"))
                .setSubscribedTopicRegex("x.*")
                .setRebalanceTimeoutMs(300_000)
                .setServerAssignor("range");
        isSame(ours.encode(), KafkasMessages.value(kafkas, 0), ConsumerMemberValue::decode, ours);

        ConsumerMemberValue classic = new ConsumerMemberValue(
                null,
                "rack",
                "client",
                "/127.0.0.1",
                new TreeSet<>(),
                null,
                -1,
                null,
                new ClassicPart(45_000, List.of(new JoinProtocol("range", OpaqueBytes.of(new byte[300])))));
        kafkas = new ConsumerGroupMemberMetadataValue()
                .setInstanceId(null)
                .setRackId("rack")
                .setClientId("client")
                .setClientHost("/127.0.0.1")
                .setSubscribedTopicNames(List.of())
                .setSubscribedTopicRegex(null)
                .setServerAssignor(null)
                .setClassicMemberMetadata(new ConsumerGroupMemberMetadataValue.ClassicMemberMetadata()
                        .setSessionTimeoutMs(45_000)
                        .setSupportedProtocols(List.of(new ConsumerGroupMemberMetadataValue.ClassicProtocol()
                                .setName("range")
                                .setMetadata(new byte[300]))));
        isSame(classic.encode(), KafkasMessages.value(kafkas, 0), ConsumerMemberValue::decode, classic);
    }

    @Test
    void writesWhatIsAssignedAsKafkaDoes() {
        Assignment ours = Assignment.of(FIRST, 3, 0, 1).plus(Assignment.of(SECOND, 7));
        ConsumerGroupTargetAssignmentMemberValue kafkas = new ConsumerGroupTargetAssignmentMemberValue()
                .setTopicPartitions(List.of(
                        new ConsumerGroupTargetAssignmentMemberValue.TopicPartition()
                                .setTopicId(kafkas(FIRST))
                                .setPartitions(List.of(0, 1, 3)),
                        new ConsumerGroupTargetAssignmentMemberValue.TopicPartition()
                                .setTopicId(kafkas(SECOND))
                                .setPartitions(List.of(7))));

        isSame(AssignmentFields.encode(ours), KafkasMessages.value(kafkas, 0), AssignmentFields::decode, ours);
    }

    @Test
    void writesWhatAMemberHasAsKafkaDoes() {
        OwnedPartitions assigned =
                OwnedPartitions.at(4, Assignment.of(FIRST, 0, 2)).plus(OwnedPartitions.at(5, Assignment.of(FIRST, 1)));
        OwnedPartitions revoking = OwnedPartitions.at(3, Assignment.of(SECOND, 9));
        ConsumerCurrentValue ours =
                new ConsumerCurrentValue(5, 4, ConsumerCurrentValue.UNREVOKED_PARTITIONS, assigned, revoking);
        ConsumerGroupCurrentMemberAssignmentValue kafkas = new ConsumerGroupCurrentMemberAssignmentValue()
                .setMemberEpoch(5)
                .setPreviousMemberEpoch(4)
                .setState((byte) 1)
                .setAssignedPartitions(List.of(kafkas(FIRST, List.of(0, 1, 2), List.of(4, 5, 4))))
                .setPartitionsPendingRevocation(List.of(kafkas(SECOND, List.of(9), List.of(3))));

        isSame(ours.encode(), KafkasMessages.value(kafkas, 0), ConsumerCurrentValue::decode, ours);
    }

    @Test
    void takesAMembersEpochWhereKafkaBefore43NotedNone() {
        ConsumerGroupCurrentMemberAssignmentValue kafkas = new ConsumerGroupCurrentMemberAssignmentValue()
                .setMemberEpoch(5)
                .setPreviousMemberEpoch(4)
                .setState((byte) 0)
                .setAssignedPartitions(List.of(kafkas(FIRST, List.of(1, 0), null)))
                .setPartitionsPendingRevocation(List.of());

        assertThat(ConsumerCurrentValue.decode(KafkasMessages.value(kafkas, 0)).assigned())
                .isEqualTo(OwnedPartitions.at(5, Assignment.of(FIRST, 0, 1)));
    }

    @Test
    void writesRegularExpressionsAsKafkaDoes() {
        ExpressionValue ours = new ExpressionValue(new TreeSet<>(List.of("b", "a")), 17, 1234);
        ConsumerGroupRegularExpressionValue kafkas = new ConsumerGroupRegularExpressionValue()
                .setTopics(List.of("a", "b"))
                .setVersion(17)
                .setTimestamp(1234);

        isSame(ours.encode(), KafkasMessages.value(kafkas, 0), ExpressionValue::decode, ours);
    }

    @Test
    void saysSoWhenAValueIsOfAVersionToCome() {
        ByteBuffer later = ByteBuffer.allocate(100).putShort(0, (short) 1);
        assertThatThrownBy(() -> ConsumerMemberValue.decode(later)).hasMessageContaining("version 1");
        assertThatThrownBy(() -> AssignmentFields.decode(later.duplicate().position(0)))
                .hasMessageContaining("version 1");
    }

    private static <V> void isSame(ByteBuffer encoded, ByteBuffer kafkas, Function<ByteBuffer, V> decode, V ours) {
        assertThat(encoded).isEqualTo(kafkas);
        assertThat(decode.apply(kafkas.duplicate())).isEqualTo(ours);
    }

    private static ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions kafkas(
            UUID topicId, List<Integer> partitions, List<Integer> epochs) {
        return new ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions()
                .setTopicId(kafkas(topicId))
                .setPartitions(partitions)
                .setAssignmentEpochs(epochs);
    }

    private static Uuid kafkas(UUID id) {
        return new Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }
}
