package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
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
@Timeout(300)
class JavaConsumerGroupsIT {

    @RegisterExtension
    static final RunningBroker BROKER = RunningBroker.aloneWith(
            setup -> setup.withConf("{\"groups\": {\"minSessionTimeoutMillis\": 500, \"consumer\": {"
                    + "\"sessionTimeoutMillis\": 8000, \"heartbeatIntervalMillis\": 300,"
                    + "\"assignmentIntervalMillis\": 0}}}"));

    private final GroupMembers members = new GroupMembers(BROKER, "group.protocol", "consumer");
    private final GroupTrials trials = new GroupTrials(BROKER, members);

    @AfterEach
    void close() {
        members.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"uniform", "range"})
    void consumersInAGroupShareATopic(String assignor) {
        bePatientWith("new-shared-" + assignor);
        trials.shareATopic("new-shared-" + assignor, "group.remote.assignor", assignor);
    }

    @Test
    void anotherTakesOverWhenAMemberDies() {
        trials.takeOverFromOneThatDies("new-taken-over");
    }

    @Test
    void aStaticMemberKeepsItsPlaceWhileItRestarts() {
        bePatientWith("new-static");
        trials.keepThePlaceOfAStaticMember("new-static");
    }

    @Test
    void aPatternIsMatchedByTheBroker() {
        NumberedTopic first =
                NumberedTopic.create(BROKER.clients(), "new-fleet-1", 2).write(0, 100);
        NumberedTopic second =
                NumberedTopic.create(BROKER.clients(), "new-fleet-2", 1).write(100, 200);
        NumberedTopic.create(BROKER.clients(), "not-new-fleet-1", 1).write(200, 300);
        bePatientWith("new-fleet");
        GroupMember member = members.join(
                "new-fleet",
                (consumer, listener) -> consumer.subscribe(new SubscriptionPattern("new-fleet-[0-9]+"), listener));
        members.awaitRead(200, member);

        Set<TopicPartition> both = new HashSet<>(first.all());
        both.addAll(second.all());
        assertThat(member.assignment()).isEqualTo(both);
        assertThat(member.read()).hasSize(200);
    }

    @Test
    void aPatternThatIsNoneIsRefused() {
        GroupMember member = members.join(
                "new-invalid", (consumer, listener) -> consumer.subscribe(new SubscriptionPattern("(?!x)"), listener));
        members.await("it is refused", () -> member.failure() != null);
        members.forget(member);

        assertThat(member.failure()).isInstanceOf(InvalidRegularExpression.class);
    }

    @Test
    void aGroupMigratesToTheNewProtocolAndBack() {
        NumberedTopic topic =
                NumberedTopic.create(BROKER.clients(), "migrating", 4).write(0, 200);
        bePatientWith(topic.name());
        Object[] classic = {"group.protocol", "classic", "heartbeat.interval.ms", 300};
        GroupMember old = members.join(topic, classic);
        members.awaitShares(topic, 4, old);
        members.awaitRead(200, old);

        GroupMember modern = members.join(topic);
        members.awaitShares(topic, 2, old, modern);
        topic.write(200, 400);
        members.awaitRead(400, old, modern);
        assertThat(describe(topic.name()).type()).isEqualTo(GroupType.CONSUMER);

        modern.close();
        members.awaitShares(topic, 4, old);
        topic.write(400, 600);
        members.awaitRead(600, old, modern);
        assertThat(describe(topic.name()).type()).isEqualTo(GroupType.CLASSIC);
        assertThat(GroupMembers.readBy(old, modern)).doesNotHaveDuplicates();
    }

    @Test
    void administratorsSeeWhatConsumersHave() throws Exception {
        NumberedTopic topic =
                NumberedTopic.create(BROKER.clients(), "new-described", 3).write(0, 10);
        bePatientWith(topic.name());
        GroupMember member = members.join(topic, "group.instance.id", "one", "client.id", "described");
        members.awaitRead(10, member);
        members.await("it has committed", () -> member.committed().size() == 10);

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

    /** Whoever this machine lets no heartbeat send for seconds stays in the group. */
    private static void bePatientWith(String group) {
        SharedReading.configure(BROKER.clients(), group, "consumer.session.timeout.ms", "60000");
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
}
