package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Java consumers in groups share topics, come, go and die, and every record is read. */
@Timeout(300)
class JavaGroupsIT {

    private static final Object[] SHORT_SESSION = {"session.timeout.ms", 8_000, "heartbeat.interval.ms", 300};

    @RegisterExtension
    static final RunningBroker BROKER =
            RunningBroker.aloneWith(setup -> setup.withConf("{\"groups\": {\"minSessionTimeoutMillis\": 500}}"));

    private final GroupMembers members = new GroupMembers(BROKER, "heartbeat.interval.ms", 300);
    private final GroupTrials trials = new GroupTrials(BROKER, members);

    @AfterEach
    void close() {
        members.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Range", "RoundRobin", "Sticky", "CooperativeSticky"})
    void consumersInAGroupShareATopic(String assignor) {
        trials.shareATopic(
                "shared-" + assignor,
                "partition.assignment.strategy",
                "org.apache.kafka.clients.consumer." + assignor + "Assignor");
    }

    @Test
    void anotherTakesOverWhenAMemberDies() {
        trials.takeOverFromOneThatDies("taken-over", SHORT_SESSION);
    }

    @Test
    void aStaticMemberKeepsItsPlaceWhileItRestarts() {
        trials.keepThePlaceOfAStaticMember("static");
    }

    @Test
    void aSecondOneOfTheSameInstanceFencesTheFirst() {
        NumberedTopic topic =
                NumberedTopic.create(BROKER.clients(), "fenced", 1).write(0, 10);
        GroupMember first = members.join(topic, "group.instance.id", "only");
        members.awaitRead(10, first);

        GroupMember second = members.join(topic, "group.instance.id", "only");
        members.await("the first is fenced", () -> first.failure() != null);
        members.forget(first);

        assertThat(first.failure()).isInstanceOf(FencedInstanceIdException.class);
        members.awaitShares(topic, 1, second);
    }

    @Test
    void aPatternIncludesTopicsThatComeLater() {
        NumberedTopic first =
                NumberedTopic.create(BROKER.clients(), "fleet-1", 2).write(0, 100);
        NumberedTopic.create(BROKER.clients(), "other-1", 2).write(100, 200);
        GroupMember member = members.join(
                "fleet",
                (consumer, listener) -> consumer.subscribe(Pattern.compile("fleet-.*"), listener),
                "metadata.max.age.ms",
                300);
        members.awaitRead(100, member);

        NumberedTopic second =
                NumberedTopic.create(BROKER.clients(), "fleet-2", 2).write(100, 200);
        members.awaitRead(200, member);

        Set<TopicPartition> both = new HashSet<>(first.all());
        both.addAll(second.all());
        assertThat(member.assignment()).isEqualTo(both);
        assertThat(member.read()).doesNotHaveDuplicates();
    }

    @Test
    void everythingIsReadWhileTwelveMembersComeAndGo() {
        comeAndGo(12);
    }

    @Test
    @Tag("thorough")
    void everythingIsReadWhileFiftyMembersComeAndGo() {
        comeAndGo(50);
    }

    private void comeAndGo(int count) {
        long seed = System.nanoTime();
        System.out.println("JavaGroupsIT: seed " + seed);
        Random random = new Random(seed);
        NumberedTopic topic = NumberedTopic.create(BROKER.clients(), "crowded-" + count, count)
                .write(0, 500);
        List<GroupMember> all = new ArrayList<>();
        List<GroupMember> staying = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            GroupMember member = members.join(topic, SHORT_SESSION);
            all.add(member);
            staying.add(member);
            if (random.nextInt(4) == 0) {
                GroupMember leaving = staying.remove(random.nextInt(staying.size()));
                if (random.nextBoolean()) {
                    leaving.close();
                } else {
                    leaving.vanish();
                }
            }
        }
        topic.write(500, 2_000);
        members.awaitRead(2_000, all.toArray(GroupMember[]::new));
        GroupMember[] stayed = staying.toArray(GroupMember[]::new);
        members.await(
                "all partitions have one owner each",
                () -> GroupMembers.owned(stayed).size() == count
                        && new HashSet<>(GroupMembers.owned(stayed)).equals(topic.all()));
    }
}
