package io.tailwater.tcp.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.group.CommitOffsets;
import io.tailwater.core.group.CommitOffsets.NewOffset;
import io.tailwater.core.group.MemberClaim;
import io.tailwater.core.group.PartitionAnswer;
import io.tailwater.core.group.TopicPartitions;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.Topic;
import io.tailwater.tcp.wire.TopicIds;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponsePartition;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponseTopic;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class OffsetCommitHandlerTest {

    private static final Uuid NOBODYS = new Uuid(5, 5);

    private final GroupExchange<OffsetCommitRequestData, OffsetCommitResponseData> exchange =
            GroupExchange.with(new OffsetCommitHandler());
    private final Topic words = exchange.broker().topic("words");

    @Test
    void asksForWhatEachVersionCanSay() {
        for (int version = 2; version <= 10; version++) {
            exchange.ask(version, request(version));

            UUID id = version < 10 ? TopicPartitions.NO_ID : words.id();
            assertThat(exchange.asked(CommitOffsets.class))
                    .as("version %d", version)
                    .isEqualTo(new CommitOffsets(
                            "readers",
                            new MemberClaim("member", version < 7 ? null : "instance", 7),
                            null,
                            version < 5 ? 60_000 : CommitOffsets.DEFAULT_RETENTION,
                            List.of(new TopicPartitions<>(
                                    "words",
                                    id,
                                    List.of(
                                            new NewOffset(0, 17, version < 6 ? -1 : 3, "note"),
                                            new NewOffset(1, 18, -1, ""))))));
        }
    }

    @Test
    void answersEachPartition() {
        exchange.groups()
                .answer(Result.ok(List.of(new TopicPartitions<>(
                        "words",
                        TopicPartitions.NO_ID,
                        List.of(
                                new PartitionAnswer(0, null),
                                new PartitionAnswer(
                                        1, new BrokerError(ErrorCode.OFFSET_METADATA_TOO_LARGE, "long")))))));
        for (int version = 2; version <= 10; version++) {
            assertThat(exchange.ask(version, request(version)))
                    .as("version %d", version)
                    .isEqualTo(new OffsetCommitResponseData()
                            .setTopics(List.of(answer(version, Errors.NONE, Errors.OFFSET_METADATA_TOO_LARGE))));
        }
    }

    @Test
    void answersIdsNobodyKnowsItselfAndInPlace() {
        OffsetCommitRequestData request = request(10);
        OffsetCommitRequestTopic unknown = request.topics().get(0).duplicate().setTopicId(NOBODYS);
        exchange.groups().refuse(ErrorCode.ILLEGAL_GENERATION);

        OffsetCommitResponseData response = exchange.ask(
                10, request.setTopics(List.of(unknown, request.topics().get(0))));

        assertThat(response.topics())
                .containsExactly(
                        answer(10, Errors.UNKNOWN_TOPIC_ID, Errors.UNKNOWN_TOPIC_ID)
                                .setTopicId(NOBODYS),
                        answer(10, Errors.ILLEGAL_GENERATION, Errors.ILLEGAL_GENERATION));
        assertThat(exchange.asked(CommitOffsets.class).topics()).hasSize(1);
    }

    @Test
    void asksNobodyForNothing() {
        assertThat(exchange.ask(9, new OffsetCommitRequestData()).topics()).isEmpty();
        assertThat(exchange.groups().asked()).isEmpty();
    }

    @Test
    void saysARefusalAndAFailureOfEveryPartition() {
        exchange.groups().refuse(ErrorCode.UNKNOWN_MEMBER_ID);
        for (int version = 2; version <= 10; version++) {
            assertThat(exchange.ask(version, request(version)).topics())
                    .containsExactly(answer(version, Errors.UNKNOWN_MEMBER_ID, Errors.UNKNOWN_MEMBER_ID));
            assertThat(exchange.failed(version, request(version), Errors.UNKNOWN_SERVER_ERROR)
                            .topics())
                    .containsExactly(answer(version, Errors.UNKNOWN_SERVER_ERROR, Errors.UNKNOWN_SERVER_ERROR));
        }
    }

    @Test
    void tellsOlderClientsToJoinAgainWhenTheirGroupIsGone() {
        exchange.groups().refuse(ErrorCode.GROUP_ID_NOT_FOUND);
        for (int version = 2; version <= 10; version++) {
            Errors told = version < 9 ? Errors.ILLEGAL_GENERATION : Errors.GROUP_ID_NOT_FOUND;
            assertThat(exchange.ask(version, request(version)).topics())
                    .as("version %d", version)
                    .containsExactly(answer(version, told, told));
        }
    }

    private OffsetCommitResponseTopic answer(int version, Errors first, Errors second) {
        return new OffsetCommitResponseTopic()
                .setName(version < 10 ? "words" : "")
                .setTopicId(version < 10 ? Uuid.ZERO_UUID : TopicIds.toWire(words.id()))
                .setPartitions(List.of(
                        new OffsetCommitResponsePartition().setPartitionIndex(0).setErrorCode(first.code()),
                        new OffsetCommitResponsePartition().setPartitionIndex(1).setErrorCode(second.code())));
    }

    private OffsetCommitRequestData request(int version) {
        return new OffsetCommitRequestData()
                .setGroupId("readers")
                .setMemberId("member")
                .setGenerationIdOrMemberEpoch(7)
                .setGroupInstanceId(version < 7 ? null : "instance")
                .setRetentionTimeMs(60_000)
                .setTopics(List.of(new OffsetCommitRequestTopic()
                        .setName("words")
                        .setTopicId(TopicIds.toWire(words.id()))
                        .setPartitions(List.of(
                                new OffsetCommitRequestPartition()
                                        .setPartitionIndex(0)
                                        .setCommittedOffset(17)
                                        .setCommittedLeaderEpoch(3)
                                        .setCommittedMetadata("note"),
                                new OffsetCommitRequestPartition()
                                        .setPartitionIndex(1)
                                        .setCommittedOffset(18)
                                        .setCommittedMetadata(null)))));
    }
}
