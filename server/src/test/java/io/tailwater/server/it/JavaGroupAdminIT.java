package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What administrators see of groups and do to them. */
@Timeout(240)
class JavaGroupAdminIT {

    @RegisterExtension
    static final RunningBroker BROKER = RunningBroker.shared();

    private final Progress progress = new Progress();
    private final Admin admin = BROKER.admin();

    @Test
    void describesAGroupAndItsMembers() {
        NumberedTopic topic =
                NumberedTopic.create(BROKER.clients(), "described-group", 2).write(0, 10);
        try (GroupMember member = member(topic, "client.id", "describer", "group.instance.id", "one")) {
            progress.await("it has read", () -> member.committed().size() == 10);

            ConsumerGroupDescription group = describe(topic.name());

            assertThat(group.groupState()).isEqualTo(GroupState.STABLE);
            assertThat(group.type()).isEqualTo(GroupType.CLASSIC);
            assertThat(group.partitionAssignor()).isEqualTo("range");
            assertThat(group.coordinator().port()).isEqualTo(BROKER.process().port());
            assertThat(group.members()).singleElement().satisfies(described -> {
                assertThat(described.clientId()).isEqualTo("describer");
                assertThat(described.host()).isEqualTo("/127.0.0.1");
                assertThat(described.groupInstanceId()).contains("one");
                assertThat(described.assignment().topicPartitions()).isEqualTo(topic.all());
            });
        }
        assertThat(Topics.refusal(admin.describeConsumerGroups(List.of("nobody-described"))
                        .describedGroups()
                        .get("nobody-described")))
                .isInstanceOf(GroupIdNotFoundException.class);
    }

    @Test
    void tellsWhatMayBeDoneToAGroup() {
        NumberedTopic topic =
                NumberedTopic.create(BROKER.clients(), "authorized", 1).write(0, 1);
        commit(topic, "authorized", 1);
        var options =
                new org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions().includeAuthorizedOperations(true);
        assertThat(Topics.await(admin.describeConsumerGroups(List.of("authorized"), options)
                                .all())
                        .get("authorized")
                        .authorizedOperations())
                .contains(AclOperation.READ, AclOperation.DESCRIBE, AclOperation.DELETE);
    }

    @Test
    void listsGroupsByStateAndType() {
        NumberedTopic topic =
                NumberedTopic.create(BROKER.clients(), "listed-full", 1).write(0, 1);
        commit(topic, "listed-empty", 1);
        try (GroupMember member = member(topic)) {
            progress.await("it has read", () -> member.committed().size() == 1);

            assertThat(listed(new ListGroupsOptions())).contains("listed-full", "listed-empty");
            assertThat(listed(new ListGroupsOptions().inGroupStates(Set.of(GroupState.STABLE))))
                    .contains("listed-full")
                    .doesNotContain("listed-empty");
            assertThat(listed(new ListGroupsOptions().inGroupStates(Set.of(GroupState.EMPTY))))
                    .contains("listed-empty")
                    .doesNotContain("listed-full");
            assertThat(listed(new ListGroupsOptions().withTypes(Set.of(GroupType.CLASSIC))))
                    .contains("listed-full", "listed-empty");
            assertThat(listed(new ListGroupsOptions().withTypes(Set.of(GroupType.SHARE))))
                    .isEmpty();
        }
    }

    @Test
    void tellsAndSetsOffsetsOfGroups() {
        NumberedTopic topic =
                NumberedTopic.create(BROKER.clients(), "altered", 2).write(0, 100);
        commit(topic, "altered-1", 5);
        commit(topic, "altered-2", 6);

        Topics.await(admin.alterConsumerGroupOffsets(
                        "altered-1", Map.of(topic.partition(1), new OffsetAndMetadata(33, "by hand")))
                .all());

        var offsets = Topics.await(admin.listConsumerGroupOffsets(Map.of(
                        "altered-1",
                        new ListConsumerGroupOffsetsSpec(),
                        "altered-2",
                        new ListConsumerGroupOffsetsSpec().topicPartitions(Set.of(topic.partition(0)))))
                .all());
        assertThat(offsets.get("altered-1").get(topic.partition(0)).offset()).isEqualTo(5);
        assertThat(offsets.get("altered-1").get(topic.partition(1)).metadata()).isEqualTo("by hand");
        assertThat(offsets.get("altered-2")).containsOnlyKeys(topic.partition(0));
    }

    @Test
    void setsNoOffsetsOfAGroupThatHasMembers() {
        NumberedTopic topic =
                NumberedTopic.create(BROKER.clients(), "unaltered", 1).write(0, 10);
        try (GroupMember member = member(topic)) {
            progress.await("it has read", () -> member.committed().size() == 10);
            assertThat(Topics.refusal(admin.alterConsumerGroupOffsets(
                                    topic.name(), Map.of(topic.partition(0), new OffsetAndMetadata(3)))
                            .all()))
                    .isInstanceOf(UnknownMemberIdException.class);
        }
    }

    @Test
    void deletesOffsetsOfTopicsThatNobodyReads() {
        NumberedTopic read =
                NumberedTopic.create(BROKER.clients(), "still-read", 1).write(0, 10);
        NumberedTopic left =
                NumberedTopic.create(BROKER.clients(), "not-read", 1).write(0, 10);
        commit(left, "still-read", 7);
        try (GroupMember member = member(read)) {
            progress.await("it has read", () -> member.committed().size() == 10);

            assertThat(Topics.refusal(admin.deleteConsumerGroupOffsets("still-read", Set.of(read.partition(0)))
                            .partitionResult(read.partition(0))))
                    .isInstanceOf(GroupSubscribedToTopicException.class);
            Topics.await(admin.deleteConsumerGroupOffsets("still-read", Set.of(left.partition(0)))
                    .all());
        }
        assertThat(Topics.await(admin.listConsumerGroupOffsets("still-read").partitionsToOffsetAndMetadata()))
                .containsOnlyKeys(read.partition(0));
    }

    @Test
    void deletesGroupsThatHaveNoMembers() {
        NumberedTopic topic =
                NumberedTopic.create(BROKER.clients(), "deleted", 1).write(0, 10);
        try (GroupMember member = member(topic)) {
            progress.await("it has read", () -> member.committed().size() == 10);
            assertThat(Topics.refusal(
                            admin.deleteConsumerGroups(List.of("deleted")).all()))
                    .isInstanceOf(GroupNotEmptyException.class);
        }

        Topics.await(admin.deleteConsumerGroups(List.of("deleted")).all());

        assertThat(listed(new ListGroupsOptions())).doesNotContain("deleted");
        assertThat(Topics.refusal(admin.deleteConsumerGroups(List.of("deleted")).all()))
                .isInstanceOf(GroupIdNotFoundException.class);
    }

    @Test
    void takesStaticMembersOut() {
        NumberedTopic topic =
                NumberedTopic.create(BROKER.clients(), "taken-out", 1).write(0, 10);
        try (GroupMember member = member(topic, "group.instance.id", "one")) {
            progress.await("it has read", () -> member.committed().size() == 10);
        }
        assertThat(describe("taken-out").members()).hasSize(1);

        Topics.await(admin.removeMembersFromConsumerGroup(
                        "taken-out", new RemoveMembersFromConsumerGroupOptions(List.of(new MemberToRemove("one"))))
                .all());

        assertThat(describe("taken-out").members())
                .extracting(MemberDescription::consumerId)
                .isEmpty();
        assertThat(describe("taken-out").groupState()).isEqualTo(GroupState.EMPTY);
    }

    private ConsumerGroupDescription describe(String group) {
        return Topics.await(admin.describeConsumerGroups(List.of(group)).all()).get(group);
    }

    private List<String> listed(ListGroupsOptions options) {
        return Topics.await(admin.listGroups(options).all()).stream()
                .map(GroupListing::groupId)
                .toList();
    }

    /** A member of the group that is called as the topic. */
    private GroupMember member(NumberedTopic topic, Object... settings) {
        Object[] all = new Object[settings.length + 6];
        System.arraycopy(settings, 0, all, 0, settings.length);
        System.arraycopy(
                new Object[] {"group.id", topic.name(), "enable.auto.commit", false, "auto.offset.reset", "earliest"},
                0,
                all,
                settings.length,
                6);
        return GroupMember.of(BROKER.clients().consumer(all), progress, topic.name());
    }

    private static void commit(NumberedTopic topic, String group, long offset) {
        try (Consumer<byte[], byte[]> consumer = BROKER.clients().consumer("group.id", group)) {
            consumer.commitSync(Map.of(topic.partition(0), new OffsetAndMetadata(offset)));
        }
    }
}
