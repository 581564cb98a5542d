package io.tailwater.tcp.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.group.FetchOffsets;
import io.tailwater.core.group.FetchOffsets.OfGroup;
import io.tailwater.core.group.FetchedOffset;
import io.tailwater.core.group.GroupAnswer;
import io.tailwater.core.group.TopicPartitions;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.Topic;
import io.tailwater.tcp.wire.TopicIds;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartition;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopic;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class OffsetFetchHandlerTest {

    private static final Uuid NOBODYS = new Uuid(5, 5);

    private final GroupExchange<OffsetFetchRequestData, OffsetFetchResponseData> exchange =
            GroupExchange.with(new OffsetFetchHandler());
    private final Topic words = exchange.broker().topic("words");

    @Test
    void asksAboutOneGroupBeforeVersion8() {
        for (int version = 1; version <= 7; version++) {
            exchange.ask(version, one(version));

            List<TopicPartitions<Integer>> topics =
                    List.of(new TopicPartitions<>("words", TopicPartitions.NO_ID, List.of(0, 1)));
            assertThat(exchange.asked(FetchOffsets.class))
                    .as("version %d", version)
                    .isEqualTo(new FetchOffsets(List.of(new OfGroup("readers", null, -1, topics)), version == 7));
        }
    }

    @Test
    void asksAboutAllTopicsSinceVersion2() {
        for (int version = 2; version <= 10; version++) {
            exchange.ask(version, version < 8 ? one(version).setTopics(null) : all("readers"));

            assertThat(exchange.asked(FetchOffsets.class).groups())
                    .containsExactly(new OfGroup("readers", null, -1, null));
        }
    }

    @Test
    void asksAboutSeveralGroupsSinceVersion8() {
        for (int version = 8; version <= 10; version++) {
            exchange.ask(version, several());

            List<TopicPartitions<Integer>> topics = List.of(
                    new TopicPartitions<>("words", version < 10 ? TopicPartitions.NO_ID : words.id(), List.of(0, 1)));
            assertThat(exchange.asked(FetchOffsets.class))
                    .as("version %d", version)
                    .isEqualTo(new FetchOffsets(
                            List.of(
                                    new OfGroup("readers", version < 9 ? null : "member", version < 9 ? -1 : 4, topics),
                                    new OfGroup("others", null, -1, null)),
                            true));
        }
    }

    @Test
    void tellsOffsetsOfOneGroup() {
        exchange.groups().answer(List.of(new GroupAnswer<>("readers", found())));
        for (int version = 1; version <= 7; version++) {
            assertThat(exchange.ask(version, one(version)))
                    .as("version %d", version)
                    .isEqualTo(new OffsetFetchResponseData()
                            .setTopics(List.of(new OffsetFetchResponseTopic()
                                    .setName("words")
                                    .setPartitions(List.of(
                                            new OffsetFetchResponsePartition()
                                                    .setPartitionIndex(0)
                                                    .setCommittedOffset(17)
                                                    .setCommittedLeaderEpoch(version < 5 ? -1 : 3)
                                                    .setMetadata("note"),
                                            new OffsetFetchResponsePartition()
                                                    .setPartitionIndex(1)
                                                    .setCommittedOffset(-1)
                                                    .setMetadata("")
                                                    .setErrorCode(Errors.UNSTABLE_OFFSET_COMMIT.code()))))));
        }
    }

    @Test
    void tellsOffsetsAndErrorsOfSeveralGroups() {
        exchange.groups()
                .answer(List.of(
                        new GroupAnswer<>("readers", found()),
                        new GroupAnswer<>(
                                "others", Result.refused(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, "reading"))));
        for (int version = 8; version <= 10; version++) {
            assertThat(exchange.ask(version, several()))
                    .as("version %d", version)
                    .isEqualTo(new OffsetFetchResponseData()
                            .setGroups(List.of(
                                    group("readers", topic(version)),
                                    group("others").setErrorCode(Errors.COORDINATOR_LOAD_IN_PROGRESS.code()))));
        }
    }

    @Test
    void answersIdsNobodyKnowsItself() {
        OffsetFetchRequestData request = several();
        request.groups()
                .get(0)
                .setTopics(List.of(
                        new OffsetFetchRequestTopics().setTopicId(NOBODYS).setPartitionIndexes(List.of(4))));
        exchange.groups()
                .answer(List.of(
                        new GroupAnswer<>("readers", Result.ok(List.of())),
                        new GroupAnswer<>("others", Result.ok(List.of()))));

        assertThat(exchange.ask(10, request).groups().get(0).topics())
                .containsExactly(new OffsetFetchResponseTopics()
                        .setTopicId(NOBODYS)
                        .setPartitions(List.of(new OffsetFetchResponsePartitions()
                                .setPartitionIndex(4)
                                .setCommittedOffset(-1)
                                .setErrorCode(Errors.UNKNOWN_TOPIC_ID.code()))));
        assertThat(exchange.asked(FetchOffsets.class).groups().get(0).topics()).isEmpty();
    }

    @Test
    void leavesOutOfAllTopicsThoseThatHaveNoIdAnyMore() {
        exchange.groups()
                .answer(List.of(new GroupAnswer<>(
                        "readers",
                        Result.ok(List.of(new TopicPartitions<>("deleted", TopicPartitions.NO_ID, List.of()))))));
        assertThat(exchange.ask(9, all("readers")).groups().get(0).topics()).hasSize(1);
        assertThat(exchange.ask(10, all("readers")).groups().get(0).topics()).isEmpty();
    }

    @Test
    void saysAFailureWhereTheVersionHasAPlaceForIt() {
        OffsetFetchResponseData first = exchange.failed(1, one(1), Errors.UNKNOWN_SERVER_ERROR);
        assertThat(first.topics().get(0).partitions())
                .extracting(OffsetFetchResponsePartition::errorCode)
                .containsExactly(Errors.UNKNOWN_SERVER_ERROR.code(), Errors.UNKNOWN_SERVER_ERROR.code());
        for (int version = 2; version <= 7; version++) {
            assertThat(exchange.failed(version, one(version), Errors.UNKNOWN_SERVER_ERROR))
                    .isEqualTo(new OffsetFetchResponseData().setErrorCode(Errors.UNKNOWN_SERVER_ERROR.code()));
        }
        for (int version = 8; version <= 10; version++) {
            assertThat(exchange.failed(version, several(), Errors.UNKNOWN_SERVER_ERROR)
                            .groups())
                    .containsExactly(
                            group("readers").setErrorCode(Errors.UNKNOWN_SERVER_ERROR.code()),
                            group("others").setErrorCode(Errors.UNKNOWN_SERVER_ERROR.code()));
        }
    }

    @Test
    void hasConsumersLookForTheirCoordinatorInsteadOfGivingUp() {
        assertThat(exchange.ask(7, one(7)).errorCode()).isEqualTo(Errors.NOT_COORDINATOR.code());
    }

    private static Result<List<TopicPartitions<FetchedOffset>>> found() {
        BrokerError undecided = new BrokerError(ErrorCode.UNSTABLE_OFFSET_COMMIT, "undecided");
        return Result.ok(List.of(new TopicPartitions<>(
                "words",
                TopicPartitions.NO_ID,
                List.of(new FetchedOffset(0, 17, 3, "note", null), new FetchedOffset(1, -1, -1, "", undecided)))));
    }

    private OffsetFetchResponseTopics topic(int version) {
        return new OffsetFetchResponseTopics()
                .setName(version < 10 ? "words" : "")
                .setTopicId(version < 10 ? Uuid.ZERO_UUID : TopicIds.toWire(words.id()))
                .setPartitions(List.of(
                        new OffsetFetchResponsePartitions()
                                .setPartitionIndex(0)
                                .setCommittedOffset(17)
                                .setCommittedLeaderEpoch(3)
                                .setMetadata("note"),
                        new OffsetFetchResponsePartitions()
                                .setPartitionIndex(1)
                                .setCommittedOffset(-1)
                                .setMetadata("")
                                .setErrorCode(Errors.UNSTABLE_OFFSET_COMMIT.code())));
    }

    private static OffsetFetchResponseGroup group(String groupId, OffsetFetchResponseTopics... topics) {
        return new OffsetFetchResponseGroup().setGroupId(groupId).setTopics(List.of(topics));
    }

    private static OffsetFetchRequestData one(int version) {
        return new OffsetFetchRequestData()
                .setGroupId("readers")
                .setRequireStable(version == 7)
                .setTopics(
                        List.of(new OffsetFetchRequestTopic().setName("words").setPartitionIndexes(List.of(0, 1))));
    }

    private static OffsetFetchRequestData all(String groupId) {
        return new OffsetFetchRequestData()
                .setGroups(List.of(
                        new OffsetFetchRequestGroup().setGroupId(groupId).setTopics(null)));
    }

    private OffsetFetchRequestData several() {
        OffsetFetchRequestTopics topic = new OffsetFetchRequestTopics()
                .setName("words")
                .setTopicId(TopicIds.toWire(words.id()))
                .setPartitionIndexes(List.of(0, 1));
        return new OffsetFetchRequestData()
                .setRequireStable(true)
                .setGroups(List.of(
                        new OffsetFetchRequestGroup()
                                .setGroupId("readers")
                                .setMemberId("member")
                                .setMemberEpoch(4)
                                .setTopics(List.of(topic)),
                        new OffsetFetchRequestGroup().setGroupId("others").setTopics(null)));
    }
}
