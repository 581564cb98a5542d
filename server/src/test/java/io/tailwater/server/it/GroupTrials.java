package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * What holds of Java consumers in a group whichever protocol they speak. Owned by the thread that runs the test.
 *
 * @param broker whose topics are to have names of their own
 * @param members of that broker, which say how they speak
 */
record GroupTrials(RunningBroker broker, GroupMembers members) {

    /** Three share a topic, then two, and nothing is read twice. */
    void shareATopic(String name, Object... settings) {
        NumberedTopic topic = NumberedTopic.create(broker.clients(), name, 6).write(0, 300);
        GroupMember first = members.join(topic, settings);
        members.awaitRead(300, first);
        GroupMember second = members.join(topic, settings);
        GroupMember third = members.join(topic, settings);
        members.awaitShares(topic, 2, first, second, third);

        topic.write(300, 600);
        members.awaitRead(600, first, second, third);
        third.close();
        members.awaitShares(topic, 3, first, second);
        topic.write(600, 900);
        members.awaitRead(900, first, second, third);

        assertThat(GroupMembers.readBy(first, second, third)).doesNotHaveDuplicates();
    }

    /** One dies, and the other reads on from what that one has committed. */
    void takeOverFromOneThatDies(String name, Object... settings) {
        NumberedTopic topic = NumberedTopic.create(broker.clients(), name, 4).write(0, 200);
        GroupMember dies = members.join(topic, settings);
        GroupMember lives = members.join(topic, settings);
        members.awaitShares(topic, 2, dies, lives);
        topic.write(200, 2_000);
        int committed = dies.committed().size();
        members.await("the one that dies has read more", () -> dies.committed().size() > committed + 50);

        dies.vanish();
        members.awaitShares(topic, 4, lives);
        members.awaitRead(2_000, dies, lives);

        assertThat(lives.read()).doesNotHaveDuplicates().doesNotContainAnyElementsOf(dies.committed());
    }

    /** One with a name comes back to what it had, and the other notices nothing. */
    void keepThePlaceOfAStaticMember(String name) {
        NumberedTopic topic = NumberedTopic.create(broker.clients(), name, 4).write(0, 100);
        GroupMember before = members.join(topic, "group.instance.id", "one");
        GroupMember other = members.join(topic, "group.instance.id", "other");
        members.awaitShares(topic, 2, before, other);
        Set<TopicPartition> place = before.assignment();
        int rebalances = other.rebalances();

        before.close();
        GroupMember after = members.join(topic, "group.instance.id", "one");
        members.awaitShares(topic, 2, after, other);
        topic.write(100, 200);
        members.awaitRead(200, before, after, other);

        assertThat(after.assignment()).isEqualTo(place);
        assertThat(other.rebalances()).isEqualTo(rebalances);
        assertThat(GroupMembers.readBy(before, after, other)).doesNotHaveDuplicates();
    }
}
