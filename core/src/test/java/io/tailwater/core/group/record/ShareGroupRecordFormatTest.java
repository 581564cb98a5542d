package io.tailwater.core.group.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.group.assign.Assignment;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.coordinator.group.generated.ShareGroupCurrentMemberAssignmentValue;
import org.apache.kafka.coordinator.group.generated.ShareGroupMemberMetadataValue;
import org.junit.jupiter.api.Test;

/** That Kafka reads what we write of members of share groups, byte for byte, and we what Kafka writes. */
class ShareGroupRecordFormatTest {

    private static final UUID TOPIC = new UUID(1, 2);

    @Test
    void writesMembersAsKafkaDoesAndReadsThem() {
        ShareMemberValue member = new ShareMemberValue("rack", "größe", "/10.0.0.1", new TreeSet<>(List.of("a", "b")));
        ShareMemberValue nowhere = new ShareMemberValue(null, "", "", new TreeSet<>());

        assertThat(member.encode())
                .isEqualTo(KafkasMessages.value(
                        new ShareGroupMemberMetadataValue()
                                .setRackId("rack")
                                .setClientId("größe")
                                .setClientHost("/10.0.0.1")
                                .setSubscribedTopicNames(List.of("a", "b")),
                        0));
        assertThat(nowhere.encode())
                .isEqualTo(KafkasMessages.value(new ShareGroupMemberMetadataValue().setRackId(null), 0));
        assertThat(ShareMemberValue.decode(member.encode())).isEqualTo(member);
        assertThat(ShareMemberValue.decode(nowhere.encode())).isEqualTo(nowhere);
    }

    @Test
    void writesWhatMembersHaveAsKafkaDoesAndReadsIt() {
        ShareCurrentValue current = new ShareCurrentValue(5, 4, Assignment.of(TOPIC, 0, 3));

        assertThat(current.encode())
                .isEqualTo(KafkasMessages.value(
                        new ShareGroupCurrentMemberAssignmentValue()
                                .setMemberEpoch(5)
                                .setPreviousMemberEpoch(4)
                                .setState((byte) 0)
                                .setAssignedPartitions(
                                        List.of(new ShareGroupCurrentMemberAssignmentValue.TopicPartitions()
                                                .setTopicId(new Uuid(1, 2))
                                                .setPartitions(List.of(0, 3)))),
                        0));
        assertThat(ShareCurrentValue.decode(current.encode())).isEqualTo(current);
    }
}
