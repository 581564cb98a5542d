package io.tailwater.core.group.assign;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.group.assign.AssignmentTask.Subscriber;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** That every partition goes to one member that wants it, fairly, and that members keep what they can. */
class AssignorTest {

    private static final List<Assignor> ALL = List.of(new UniformAssignor(), new RangeAssignor());

    @Test
    void uniformGivesAllTheSameNumberWhateverTopicsTheyAreOf() {
        Map<UUID, Integer> topics = Map.of(topic(1), 3, topic(2), 3, topic(3), 1);
        Map<String, Assignment> assigned = new UniformAssignor()
                .assign(task(topics, List.of(all(topics, "a"), all(topics, "b"), all(topics, "c"))));

        assertThat(assigned.values()).extracting(Assignment::size).containsExactlyInAnyOrder(3, 2, 2);
    }

    @Test
    void rangeGivesTheSamePartitionsOfEachTopicToTheSameMember() {
        Map<UUID, Integer> topics = Map.of(topic(1), 4, topic(2), 4);
        Map<String, Assignment> assigned =
                new RangeAssignor().assign(task(topics, List.of(all(topics, "a"), all(topics, "b"))));

        assertThat(assigned.get("a")).isEqualTo(Assignment.of(topic(1), 0, 1).plus(Assignment.of(topic(2), 0, 1)));
        assertThat(assigned.get("b")).isEqualTo(Assignment.of(topic(1), 2, 3).plus(Assignment.of(topic(2), 2, 3)));
    }

    @Test
    void nobodyGivesUpMoreThanItHasToWhenOneMoreComes() {
        Map<UUID, Integer> topics = Map.of(topic(1), 7);
        UniformAssignor uniform = new UniformAssignor();
        Map<String, Assignment> two = uniform.assign(task(topics, List.of(all(topics, "b"), all(topics, "c"))));
        Map<String, Assignment> three = uniform.assign(task(
                topics,
                List.of(
                        all(topics, "a"),
                        new Subscriber("b", topics.keySet(), two.get("b")),
                        new Subscriber("c", topics.keySet(), two.get("c")))));

        int kept = three.get("b").intersect(two.get("b")).size()
                + three.get("c").intersect(two.get("c")).size();
        assertThat(kept).as("7 partitions, 2 or 3 for the one that comes").isEqualTo(5);
    }

    @Test
    void membersThatSubscribeToDifferentTopicsAreBalancedToo() {
        Map<UUID, Integer> topics = Map.of(topic(1), 6, topic(2), 2);
        Map<String, Assignment> assigned = new UniformAssignor()
                .assign(task(
                        topics,
                        List.of(
                                all(topics, "a"),
                                new Subscriber("b", Set.of(topic(1)), Assignment.whole(topic(1), 6)))));

        assertThat(assigned.get("a").size()).isEqualTo(4);
        assertThat(assigned.get("b").size()).isEqualTo(4);
    }

    @Property(tries = 400)
    void everyPartitionGoesToOneThatWantsItAndAgainToTheSame(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<UUID, Integer> topics = new HashMap<>();
        for (int i = 0; i < 1 + random.nextInt(5); i++) {
            topics.put(topic(i), 1 + random.nextInt(9));
        }
        boolean alike = random.nextBoolean();
        List<Subscriber> subscribers = subscribers(random, topics, alike);
        for (Assignor assignor : ALL) {
            Map<String, Assignment> assigned = assignor.assign(task(topics, subscribers));
            check(topics, subscribers, assigned);
            if (alike && assignor instanceof UniformAssignor) {
                var sizes = subscribers.stream()
                        .mapToInt(each -> sizeOf(assigned, each))
                        .summaryStatistics();
                assertThat(sizes.getMax() - sizes.getMin()).isLessThanOrEqualTo(1);
            }
            List<Subscriber> again = subscribers.stream()
                    .map(each -> new Subscriber(
                            each.memberId(), each.topics(), assigned.getOrDefault(each.memberId(), Assignment.NONE)))
                    .toList();
            Map<String, Assignment> second = assignor.assign(task(topics, again));
            again.forEach(each -> assertThat(second.getOrDefault(each.memberId(), Assignment.NONE))
                    .isEqualTo(each.target()));
        }
    }

    private static List<Subscriber> subscribers(SplittableRandom random, Map<UUID, Integer> topics, boolean alike) {
        List<UUID> ids = new ArrayList<>(topics.keySet());
        List<Subscriber> subscribers = new ArrayList<>();
        Assignment taken = Assignment.NONE;
        for (int i = 0; i < 1 + random.nextInt(6); i++) {
            Set<UUID> wanted = new HashSet<>(alike ? ids : ids.subList(0, random.nextInt(ids.size() + 1)));
            // What is assigned at this moment may be of topics that are gone, or smaller by now.
            Assignment target = Assignment.whole(topic(random.nextInt(6)), random.nextInt(12))
                    .minus(taken);
            taken = taken.plus(target);
            subscribers.add(new Subscriber("m" + i, wanted, target));
        }
        return subscribers;
    }

    private static int sizeOf(Map<String, Assignment> assigned, Subscriber subscriber) {
        return assigned.getOrDefault(subscriber.memberId(), Assignment.NONE).size();
    }

    private static void check(
            Map<UUID, Integer> topics, List<Subscriber> subscribers, Map<String, Assignment> assigned) {
        Assignment all = Assignment.NONE;
        int count = 0;
        for (Subscriber subscriber : subscribers) {
            Assignment gets = assigned.getOrDefault(subscriber.memberId(), Assignment.NONE);
            assertThat(subscriber.topics()).containsAll(gets.topics());
            all = all.plus(gets);
            count += gets.size();
        }
        Assignment wanted = Assignment.NONE;
        for (Subscriber subscriber : subscribers) {
            for (UUID topicId : subscriber.topics()) {
                wanted = wanted.plus(Assignment.whole(topicId, topics.get(topicId)));
            }
        }
        assertThat(all).isEqualTo(wanted);
        assertThat(count).as("nothing twice").isEqualTo(wanted.size());
    }

    private static AssignmentTask task(Map<UUID, Integer> topics, List<Subscriber> subscribers) {
        Set<Set<UUID>> subscriptions = new HashSet<>();
        Map<UUID, Integer> wanted = new HashMap<>();
        subscribers.forEach(each -> {
            subscriptions.add(each.topics());
            each.topics().forEach(topicId -> wanted.put(topicId, topics.get(topicId)));
        });
        return new AssignmentTask(subscribers, wanted, subscriptions.size() == 1);
    }

    private static Subscriber all(Map<UUID, Integer> topics, String memberId) {
        return new Subscriber(memberId, topics.keySet(), Assignment.NONE);
    }

    private static UUID topic(int number) {
        return new UUID(number, 1);
    }
}
