package io.tailwater.tcp.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.group.DeleteOffsets;
import io.tailwater.core.group.DescribedGroup;
import io.tailwater.core.group.DescribedGroup.DescribedMember;
import io.tailwater.core.group.GroupAnswer;
import io.tailwater.core.group.GroupState;
import io.tailwater.core.group.GroupType;
import io.tailwater.core.group.ListGroups;
import io.tailwater.core.group.ListedGroup;
import io.tailwater.core.group.OpaqueBytes;
import io.tailwater.core.group.PartitionAnswer;
import io.tailwater.core.group.TopicPartitions;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroupMember;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopicCollection;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class GroupAdminHandlersTest {

    private static final byte[] BYTES = {1, 2};
    private static final Result<Object> NOT_FOUND = Result.refused(ErrorCode.GROUP_ID_NOT_FOUND, "There is no group.");

    private final GroupExchange<ListGroupsRequestData, ListGroupsResponseData> lists =
            GroupExchange.with(new ListGroupsHandler());
    private final GroupExchange<DescribeGroupsRequestData, DescribeGroupsResponseData> descriptions =
            GroupExchange.with(new DescribeGroupsHandler());
    private final GroupExchange<DeleteGroupsRequestData, DeleteGroupsResponseData> deletions =
            GroupExchange.with(new DeleteGroupsHandler());
    private final GroupExchange<OffsetDeleteRequestData, OffsetDeleteResponseData> offsetDeletions =
            GroupExchange.with(new OffsetDeleteHandler());

    @Test
    void listsGroupsInEveryVersion() {
        lists.groups()
                .answer(Result.ok(
                        List.of(new ListedGroup("readers", "consumer", GroupState.STABLE, GroupType.CLASSIC))));
        for (int version = 0; version <= 5; version++) {
            ListGroupsRequestData request = new ListGroupsRequestData()
                    .setStatesFilter(version < 4 ? List.of() : List.of("Stable", "Stable"))
                    .setTypesFilter(version < 5 ? List.of() : List.of("classic"));
            assertThat(lists.ask(version, request))
                    .isEqualTo(new ListGroupsResponseData()
                            .setGroups(List.of(new ListGroupsResponseData.ListedGroup()
                                    .setGroupId("readers")
                                    .setProtocolType("consumer")
                                    .setGroupState(version < 4 ? "" : "Stable")
                                    .setGroupType(version < 5 ? "" : "classic"))));
            assertThat(lists.asked(ListGroups.class))
                    .isEqualTo(new ListGroups(
                            version < 4 ? Set.of() : Set.of("Stable"), version < 5 ? Set.of() : Set.of("classic")));
            assertThat(lists.failed(version, request, Errors.UNKNOWN_SERVER_ERROR)
                            .errorCode())
                    .isEqualTo(Errors.UNKNOWN_SERVER_ERROR.code());
        }
    }

    @Test
    void describesAGroupInEveryVersion() {
        descriptions
                .groups()
                .answer(List.of(new GroupAnswer<>(
                        "readers",
                        Result.ok(new DescribedGroup(
                                "readers",
                                GroupState.STABLE,
                                "consumer",
                                "range",
                                List.of(new DescribedMember(
                                        "member",
                                        "instance",
                                        "client",
                                        "/192.0.2.7",
                                        OpaqueBytes.of(BYTES),
                                        OpaqueBytes.EMPTY)))))));
        for (int version = 0; version <= 6; version++) {
            assertThat(descriptions.ask(version, describe(version, "readers")).groups())
                    .as("version %d", version)
                    .containsExactly(new DescribeGroupsResponseData.DescribedGroup()
                            .setGroupId("readers")
                            .setGroupState("Stable")
                            .setProtocolType("consumer")
                            .setProtocolData("range")
                            .setAuthorizedOperations(version < 3 ? Integer.MIN_VALUE : 0b1101_0100_1000)
                            .setMembers(List.of(new DescribedGroupMember()
                                    .setMemberId("member")
                                    .setGroupInstanceId(version < 4 ? null : "instance")
                                    .setClientId("client")
                                    .setClientHost("/192.0.2.7")
                                    .setMemberMetadata(BYTES)
                                    .setMemberAssignment(new byte[0]))));
            assertThat(descriptions.groups().lastAsked()).isEqualTo(List.of("readers"));
        }
    }

    @Test
    void saysThatAnUnknownGroupIsDeadAndSinceVersion6ThatItIsUnknown() {
        descriptions.groups().answer(List.of(new GroupAnswer<>("gone", NOT_FOUND)));
        for (int version = 0; version <= 6; version++) {
            DescribeGroupsResponseData.DescribedGroup dead = new DescribeGroupsResponseData.DescribedGroup()
                    .setGroupId("gone")
                    .setGroupState("Dead");
            assertThat(descriptions.ask(version, describe(version, "gone")).groups())
                    .containsExactly(
                            version < 6
                                    ? dead
                                    : dead.setErrorCode(Errors.GROUP_ID_NOT_FOUND.code())
                                            .setErrorMessage("There is no group."));
        }
    }

    @Test
    void saysWhyAGroupCannotBeDescribed() {
        for (int version = 0; version <= 6; version++) {
            DescribeGroupsResponseData unavailable = descriptions.ask(version, describe(version, "a", "b"));
            assertThat(unavailable.groups())
                    .extracting(DescribeGroupsResponseData.DescribedGroup::errorCode)
                    .containsExactly(Errors.COORDINATOR_NOT_AVAILABLE.code(), Errors.COORDINATOR_NOT_AVAILABLE.code());
            assertThat(descriptions
                            .failed(version, describe(version, "a", "b"), Errors.UNKNOWN_SERVER_ERROR)
                            .groups())
                    .extracting(DescribeGroupsResponseData.DescribedGroup::errorCode)
                    .containsExactly(Errors.UNKNOWN_SERVER_ERROR.code(), Errors.UNKNOWN_SERVER_ERROR.code());
        }
    }

    @Test
    void deletesGroupsOnceEachInEveryVersion() {
        deletions
                .groups()
                .answer(List.of(
                        new GroupAnswer<>("readers", Result.ok(Done.DONE)), new GroupAnswer<>("gone", NOT_FOUND)));
        DeleteGroupsRequestData request =
                new DeleteGroupsRequestData().setGroupsNames(List.of("readers", "gone", "readers"));
        for (int version = 0; version <= 3; version++) {
            assertThat(deletions.ask(version, request).results())
                    .containsExactly(
                            new DeletableGroupResult().setGroupId("readers"),
                            new DeletableGroupResult()
                                    .setGroupId("gone")
                                    .setErrorCode(Errors.GROUP_ID_NOT_FOUND.code())
                                    .setErrorMessage(version < 3 ? null : "There is no group."));
            assertThat(deletions.groups().lastAsked()).isEqualTo(List.of("readers", "gone"));
            assertThat(deletions
                            .failed(version, request, Errors.UNKNOWN_SERVER_ERROR)
                            .results())
                    .hasSize(2)
                    .allMatch(result -> result.errorCode() == Errors.UNKNOWN_SERVER_ERROR.code());
        }
    }

    @Test
    void deletesOffsets() {
        offsetDeletions
                .groups()
                .answer(Result.ok(List.of(new TopicPartitions<>(
                        "words",
                        TopicPartitions.NO_ID,
                        List.of(
                                new PartitionAnswer(3, null),
                                new PartitionAnswer(
                                        4, new BrokerError(ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC, "in use")))))));

        OffsetDeleteResponseData response = offsetDeletions.ask(0, deleteOffsets());

        assertThat(offsetDeletions.asked(DeleteOffsets.class))
                .isEqualTo(new DeleteOffsets(
                        "readers", List.of(new TopicPartitions<>("words", TopicPartitions.NO_ID, List.of(3, 4)))));
        var partitions = response.topics().find("words").partitions();
        assertThat(partitions.find(3).errorCode()).isZero();
        assertThat(partitions.find(4).errorCode()).isEqualTo(Errors.GROUP_SUBSCRIBED_TO_TOPIC.code());
    }

    @Test
    void saysWhyOffsetsCannotBeDeleted() {
        offsetDeletions.groups().refuse(ErrorCode.GROUP_ID_NOT_FOUND);
        assertThat(offsetDeletions.ask(0, deleteOffsets()))
                .isEqualTo(new OffsetDeleteResponseData().setErrorCode(Errors.GROUP_ID_NOT_FOUND.code()));
        assertThat(offsetDeletions
                        .failed(0, deleteOffsets(), Errors.UNKNOWN_SERVER_ERROR)
                        .errorCode())
                .isEqualTo(Errors.UNKNOWN_SERVER_ERROR.code());
    }

    private static DescribeGroupsRequestData describe(int version, String... groupIds) {
        return new DescribeGroupsRequestData()
                .setGroups(List.of(groupIds))
                .setIncludeAuthorizedOperations(version >= 3);
    }

    private static OffsetDeleteRequestData deleteOffsets() {
        OffsetDeleteRequestTopicCollection topics = new OffsetDeleteRequestTopicCollection();
        topics.add(new OffsetDeleteRequestTopic()
                .setName("words")
                .setPartitions(List.of(
                        new OffsetDeleteRequestPartition().setPartitionIndex(3),
                        new OffsetDeleteRequestPartition().setPartitionIndex(4))));
        return new OffsetDeleteRequestData().setGroupId("readers").setTopics(topics);
    }
}
