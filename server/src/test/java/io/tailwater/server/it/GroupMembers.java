package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;

/** The members that one test has of its groups. Owned by the thread that runs the test. */
final class GroupMembers {

    private final RunningBroker broker;
    private final Object[] settings;
    private final Progress progress = new Progress();
    private final List<GroupMember> members = new ArrayList<>();

    /** @param settings of each member, beside what all members of all groups are set to; names and values */
    GroupMembers(RunningBroker broker, Object... settings) {
        this.broker = broker;
        this.settings = settings;
    }

    /** One more member of the group that is called as its topic. */
    GroupMember join(NumberedTopic topic, Object... more) {
        return join(topic.name(), (member, listener) -> member.subscribe(List.of(topic.name()), listener), more);
    }

    /** One more member of a group. */
    GroupMember join(String group, BiConsumer<Consumer<?, ?>, ConsumerRebalanceListener> subscription, Object... more) {
        List<Object> all = new ArrayList<>(List.of("group.id", group, "enable.auto.commit", false));
        all.addAll(List.of("max.poll.records", 10, "auto.offset.reset", "earliest"));
        all.addAll(List.of(settings));
        all.addAll(List.of(more));
        GroupMember member = GroupMember.of(broker.clients().consumer(all.toArray()), progress, subscription);
        members.add(member);
        return member;
    }

    void await(String what, BooleanSupplier isSo) {
        progress.await(what, isSo);
    }

    void awaitShares(NumberedTopic topic, int each, GroupMember... of) {
        progress.await(
                "each has " + each + " of the partitions",
                () -> Stream.of(of).allMatch(member -> member.assignment().size() == each)
                        && new HashSet<>(owned(of)).equals(topic.all()));
    }

    /** Waits until some have read the numbers from 0 on. */
    void awaitRead(int count, GroupMember... by) {
        Set<Integer> wanted = new HashSet<>(IntStream.range(0, count).boxed().toList());
        progress.await(
                "0 to " + count + " are read",
                () -> Stream.of(by).mapToInt(GroupMember::readCount).sum() >= count
                        && new HashSet<>(readBy(by)).containsAll(wanted));
    }

    static List<Integer> readBy(GroupMember... members) {
        return Stream.of(members).flatMap(member -> member.read().stream()).toList();
    }

    static List<TopicPartition> owned(GroupMember... members) {
        return Stream.of(members)
                .map(GroupMember::assignment)
                .flatMap(Collection::stream)
                .toList();
    }

    /** This one may have died. */
    void forget(GroupMember member) {
        member.close();
        members.remove(member);
    }

    /** Ends all of them, none of which may have died. */
    void close() {
        members.forEach(GroupMember::close);
        assertThat(members).allSatisfy(member -> assertThat(member.failure()).isNull());
    }
}
