package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidRegularExpression;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Java consumers of the new group protocol (KIP-848) share topics, come, go, die and migrate, and every record is read. */
@Timeout(180)
class JavaConsumerGroupsIT {

    @RegisterExtension
    static final RunningBroker BROKER = RunningBroker.aloneWith(
            setup -> setup.withConf("{\"groups\": {\"minSessionTimeoutMillis\": 500, \"consumer\": {"
                    + "\"sessionTimeoutMillis\": 3000, \"heartbeatIntervalMillis\": 300,"
                    + "\"assignmentIntervalMillis\": 0}}}"));

    private final Progress progress = new Progress();
    private final List<GroupMember> members = new ArrayList<>();

    @AfterEach
    void close() {
        members.forEach(GroupMember::close);
        assertThat(members).allSatisfy(member -> assertThat(member.failure()).isNull());
    }

    @ParameterizedTest
    @ValueSource(strings = {"uniform", "range"})
    void consumersInAGroupShareATopic(String assignor) {
        NumberedTopic topic = NumberedTopic.create(BROKER.clients(), "new-shared-" + assignor, 6)
                .write(0, 300);
        GroupMember first = join(topic, "group.remote.assignor", assignor);
        awaitRead(300, first);
        GroupMember second = join(topic, "group.remote.assignor", assignor);
        GroupMember third = join(topic, "group.remote.assignor", assignor);
        awaitShares(topic, 2, first, second, third);

        topic.write(300, 600);
        awaitRead(600, first, second, third);
        third.close();
        awaitShares(topic, 3, first, second);
        topic.write(600, 900);
        awaitRead(900, first, second, third);

        assertThat(readBy(first, second, third)).doesNotHaveDuplicates();
    }

    @Test
    void anotherTakesOverWhenAMemberDies() {
        NumberedTopic topic =
                NumberedTopic.create(BROKER.clients(), "new-taken-over", 4).write(0, 200);
        GroupMember dies = join(topic);
        GroupMember lives = join(topic);
        awaitShares(topic, 2, dies, lives);
        topic.write(200, 2_000);
        int committed = dies.committed().size();
        progress.await("the one that dies has read more", () -> dies.committed().size() > committed + 50);

        dies.vanish();
        awaitShares(topic, 4, lives);
        awaitRead(2_000, dies, lives);

        assertThat(lives.read()).doesNotHaveDuplicates().doesNotContainAnyElementsOf(dies.committed());
    }

    @Test
    void aStaticMemberKeepsItsPlaceWhileItRestarts() {
        NumberedTopic topic =
                NumberedTopic.create(BROKER.clients(), "new-static", 4).write(0, 100);
        GroupMember before = join(topic, "group.instance.id", "one");
        GroupMember other = join(topic, "group.instance.id", "other");
        awaitShares(topic, 2, before, other);
        Set<TopicPartition> place = before.assignment();
        int rebalances = other.rebalances();

        before.close();
        GroupMember after = join(topic, "group.instance.id", "one");
        awaitShares(topic, 2, after, other);
        topic.write(100, 200);
        awaitRead(200, before, after, other);

        assertThat(after.assignment()).isEqualTo(place);
        assertThat(other.rebalances()).isEqualTo(rebalances);
        assertThat(readBy(before, after, other)).doesNotHaveDuplicates();
    }

    @Test
    void aPatternIsMatchedByTheBroker() {
        NumberedTopic first =
                NumberedTopic.create(BROKER.clients(), "new-fleet-1", 2).write(0, 100);
        NumberedTopic second =
                NumberedTopic.create(BROKER.clients(), "new-fleet-2", 1).write(100, 200);
        NumberedTopic.create(BROKER.clients(), "not-new-fleet-1", 1).write(200, 300);
        GroupMember member = members(GroupMember.of(
                consumer("new-fleet"),
                progress,
                (consumer, listener) -> consumer.subscribe(new SubscriptionPattern("new-fleet-[0-9]+"), listener)));
        awaitRead(200, member);

        Set<TopicPartition> both = new HashSet<>(first.all());
        both.addAll(second.all());
        assertThat(member.assignment()).isEqualTo(both);
        assertThat(member.read()).hasSize(200);
    }

    @Test
    void aPatternThatIsNoneIsRefused() {
        GroupMember member = GroupMember.of(
                consumer("new-invalid"),
                progress,
                (consumer, listener) -> consumer.subscribe(new SubscriptionPattern("(?!x)"), listener));
        progress.await("it is refused", () -> member.failure() != null);

        assertThat(member.failure()).isInstanceOf(InvalidRegularExpression.class);
        member.close();
    }

    @Test
    void aGroupMigratesToTheNewProtocolAndBack() {
        NumberedTopic topic =
                NumberedTopic.create(BROKER.clients(), "migrating", 4).write(0, 200);
        Object[] classic = {"group.protocol", "classic", "session.timeout.ms", 5_000, "heartbeat.interval.ms", 300};
        GroupMember old = join(topic, classic);
        awaitShares(topic, 4, old);
        awaitRead(200, old);

        GroupMember modern = join(topic);
        awaitShares(topic, 2, old, modern);
        topic.write(200, 400);
        awaitRead(400, old, modern);
        assertThat(describe(topic.name()).type()).isEqualTo(GroupType.CONSUMER);

        modern.close();
        awaitShares(topic, 4, old);
        topic.write(400, 600);
        awaitRead(600, old, modern);
        assertThat(describe(topic.name()).type()).isEqualTo(GroupType.CLASSIC);
        assertThat(readBy(old, modern)).doesNotHaveDuplicates();
    }

    @Test
    void administratorsSeeWhatConsumersHave() throws Exception {
        NumberedTopic topic =
                NumberedTopic.create(BROKER.clients(), "new-described", 3).write(0, 10);
        GroupMember member = join(topic, "group.instance.id", "one", "client.id", "described");
        awaitRead(10, member);
        progress.await("it has committed", () -> member.committed().size() == 10);

        ConsumerGroupDescription group = describe(topic.name());
        assertThat(group.type()).isEqualTo(GroupType.CONSUMER);
        assertThat(group.groupState()).isEqualTo(GroupState.STABLE);
        assertThat(group.partitionAssignor()).isEqualTo("uniform");
        assertThat(group.groupEpoch()).hasValue(2);
        assertThat(group.targetAssignmentEpoch()).hasValue(2);
        assertThat(group.members()).singleElement().satisfies(described -> {
            assertThat(described.clientId()).isEqualTo("described");
            assertThat(described.groupInstanceId()).contains("one");
            assertThat(described.memberEpoch()).hasValue(2);
            assertThat(described.upgraded()).contains(true);
            assertThat(described.assignment().topicPartitions()).isEqualTo(topic.all());
            assertThat(described.targetAssignment().orElseThrow().topicPartitions())
                    .isEqualTo(topic.all());
        });
        try (Admin admin = BROKER.clients().admin()) {
            Collection<GroupListing> listed = admin.listGroups(
                            new ListGroupsOptions().withTypes(Set.of(GroupType.CONSUMER)))
                    .all()
                    .get();
            assertThat(listed).anySatisfy(each -> {
                assertThat(each.groupId()).isEqualTo(topic.name());
                assertThat(each.groupState()).contains(GroupState.STABLE);
            });
            assertThat(Topics.refusal(
                            admin.deleteConsumerGroups(List.of(topic.name())).all()))
                    .isNotNull();
        }
    }

    private GroupMember join(NumberedTopic topic, Object... settings) {
        return members(GroupMember.of(consumer(topic.name(), settings), progress, topic.name()));
    }

    private GroupMember members(GroupMember member) {
        members.add(member);
        return member;
    }

    private static ConsumerGroupDescription describe(String group) {
        try (Admin admin = BROKER.clients().admin()) {
            return admin.describeConsumerGroups(List.of(group))
                    .describedGroups()
                    .get(group)
                    .get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Consumer<byte[], byte[]> consumer(String group, Object... settings) {
        List<Object> all = new ArrayList<>(List.of(
                "group.id",
                group,
                "group.protocol",
                "consumer",
                "enable.auto.commit",
                false,
                "max.poll.records",
                10,
                "auto.offset.reset",
                "earliest"));
        all.addAll(List.of(settings));
        return BROKER.clients().consumer(all.toArray());
    }

    private void awaitShares(NumberedTopic topic, int each, GroupMember... of) {
        progress.await(
                "each has " + each + " of the partitions",
                () -> Stream.of(of).allMatch(member -> member.assignment().size() == each)
                        && new HashSet<>(owned(of)).equals(topic.all()));
    }

    private void awaitRead(int count, GroupMember... by) {
        Set<Integer> wanted = new HashSet<>(IntStream.range(0, count).boxed().toList());
        progress.await(
                "0 to " + count + " are read",
                () -> Stream.of(by).mapToInt(GroupMember::readCount).sum() >= count
                        && new HashSet<>(readBy(by)).containsAll(wanted));
    }

    private static List<Integer> readBy(GroupMember... members) {
        return Stream.of(members).flatMap(member -> member.read().stream()).toList();
    }

    private static List<TopicPartition> owned(GroupMember... members) {
        return Stream.of(members)
                .map(GroupMember::assignment)
                .flatMap(Collection::stream)
                .toList();
    }
}
