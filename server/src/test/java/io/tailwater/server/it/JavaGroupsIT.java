package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
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
@Timeout(180)
class JavaGroupsIT {

    private static final Object[] SHORT_SESSION = {"session.timeout.ms", 3_000, "heartbeat.interval.ms", 300};

    @RegisterExtension
    static final RunningBroker BROKER =
            RunningBroker.aloneWith(setup -> setup.withConf("{\"groups\": {\"minSessionTimeoutMillis\": 500}}"));

    private final Progress progress = new Progress();
    private final List<GroupMember> members = new ArrayList<>();

    @AfterEach
    void close() {
        members.forEach(GroupMember::close);
        assertThat(members).extracting(GroupMember::failure).containsOnlyNulls();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Range", "RoundRobin", "Sticky", "CooperativeSticky"})
    void consumersInAGroupShareATopic(String assignor) {
        String[] assignment = {
            "partition.assignment.strategy", "org.apache.kafka.clients.consumer." + assignor + "Assignor"
        };
        NumberedTopic topic =
                NumberedTopic.create(BROKER.clients(), "shared-" + assignor, 6).write(0, 300);
        GroupMember first = join(topic, (Object[]) assignment);
        awaitRead(300, first);
        GroupMember second = join(topic, (Object[]) assignment);
        GroupMember third = join(topic, (Object[]) assignment);
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
                NumberedTopic.create(BROKER.clients(), "taken-over", 4).write(0, 200);
        GroupMember dies = join(topic, SHORT_SESSION);
        GroupMember lives = join(topic, SHORT_SESSION);
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
                NumberedTopic.create(BROKER.clients(), "static", 4).write(0, 100);
        Object[] settings = {"group.instance.id", "one"};
        GroupMember before = join(topic, settings);
        GroupMember other = join(topic, "group.instance.id", "other");
        awaitShares(topic, 2, before, other);
        Set<TopicPartition> place = before.assignment();
        int rebalances = other.rebalances();

        before.close();
        GroupMember after = join(topic, settings);
        awaitShares(topic, 2, after, other);
        topic.write(100, 200);
        awaitRead(200, before, after, other);

        assertThat(after.assignment()).isEqualTo(place);
        assertThat(other.rebalances()).isEqualTo(rebalances);
        assertThat(readBy(before, after, other)).doesNotHaveDuplicates();
    }

    @Test
    void aSecondOneOfTheSameInstanceFencesTheFirst() {
        NumberedTopic topic =
                NumberedTopic.create(BROKER.clients(), "fenced", 1).write(0, 10);
        GroupMember first = join(topic, "group.instance.id", "only");
        awaitRead(10, first);

        GroupMember second = join(topic, "group.instance.id", "only");
        progress.await("the first is fenced", () -> first.failure() != null);
        members.remove(first);

        assertThat(first.failure()).isInstanceOf(FencedInstanceIdException.class);
        awaitShares(topic, 1, second);
    }

    @Test
    void aPatternIncludesTopicsThatComeLater() {
        NumberedTopic first =
                NumberedTopic.create(BROKER.clients(), "fleet-1", 2).write(0, 100);
        NumberedTopic.create(BROKER.clients(), "other-1", 2).write(100, 200);
        GroupMember member = members(GroupMember.of(
                consumer("fleet", "metadata.max.age.ms", 300),
                progress,
                (consumer, listener) -> consumer.subscribe(Pattern.compile("fleet-.*"), listener)));
        awaitRead(100, member);

        NumberedTopic second =
                NumberedTopic.create(BROKER.clients(), "fleet-2", 2).write(100, 200);
        awaitRead(200, member);

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
            GroupMember member = join(topic, SHORT_SESSION);
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
        awaitRead(2_000, all.toArray(GroupMember[]::new));
        GroupMember[] stayed = staying.toArray(GroupMember[]::new);
        progress.await(
                "all partitions have one owner each",
                () -> owned(stayed).size() == count && new HashSet<>(owned(stayed)).equals(topic.all()));
    }

    private GroupMember join(NumberedTopic topic, Object... settings) {
        return members(GroupMember.of(consumer(topic.name(), settings), progress, topic.name()));
    }

    private GroupMember members(GroupMember member) {
        members.add(member);
        return member;
    }

    private static Consumer<byte[], byte[]> consumer(String group, Object... settings) {
        List<Object> all = new ArrayList<>(List.of(
                "group.id",
                group,
                "heartbeat.interval.ms",
                300,
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
