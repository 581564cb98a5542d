package io.tailwater.core.group.assign;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.group.assign.AssignmentTask.Subscriber;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SimpleAssignorTest {

    private static final UUID T = new UUID(1, 1);
    private static final UUID U = new UUID(1, 2);

    private final SimpleAssignor assignor = new SimpleAssignor();

    @Property(tries = 200)
    void spreadsEvenlyWhateverMembersHave(
            @ForAll @IntRange(min = 1, max = 12) int members,
            @ForAll @IntRange(min = 1, max = 12) int first,
            @ForAll @IntRange(max = 5) int second,
            @ForAll @IntRange(min = 1, max = 12) int membersBefore) {
        Map<UUID, Integer> counts = second == 0 ? Map.of(T, first) : Map.of(T, first, U, second);
        Map<String, Assignment> before = assign(membersBefore, counts, Map.of());
        Map<String, Assignment> after = assign(members, counts, before);

        int partitions = first + second;
        Map<String, Integer> sharers = new HashMap<>();
        after.values()
                .forEach(assignment -> assignment.forEach(
                        (topic, partition) -> sharers.merge(topic + "-" + partition, 1, Integer::sum)));
        assertThat(sharers).hasSize(partitions);
        assertThat(sharers.values()).allMatch(count -> count >= members / partitions);
        assertThat(after).hasSize(members);
        int least = Math.max(1, partitions / members);
        assertThat(after.values())
                .allSatisfy(assignment -> assertThat(assignment.size()).isBetween(least, least + 1));
    }

    @Property(tries = 100)
    void changesNothingWhenNothingChanged(
            @ForAll @IntRange(min = 1, max = 12) int members, @ForAll @IntRange(min = 1, max = 12) int partitions) {
        Map<String, Assignment> before = assign(members, Map.of(T, partitions), Map.of());

        assertThat(assign(members, Map.of(T, partitions), before)).isEqualTo(before);
    }

    @Test
    void givesMembersOnlyTopicsThatTheySubscribeTo() {
        AssignmentTask task = new AssignmentTask(
                List.of(
                        new Subscriber("a", Set.of(T), Assignment.NONE),
                        new Subscriber("b", Set.of(T, U), Assignment.NONE),
                        new Subscriber("c", Set.of(), Assignment.NONE)),
                Map.of(T, 2, U, 3),
                false);

        Map<String, Assignment> assigned = assignor.assign(task);

        assertThat(assigned.get("a")).isEqualTo(Assignment.of(T, 0));
        assertThat(assigned.get("b")).isEqualTo(Assignment.of(T, 1).plus(Assignment.whole(U, 3)));
        assertThat(assigned).doesNotContainKey("c");
    }

    @Test
    void assignsNothingOfTopicsThatAreNotThere() {
        assertThat(assign(3, Map.of(), Map.of())).isEmpty();
    }

    private Map<String, Assignment> assign(int members, Map<UUID, Integer> counts, Map<String, Assignment> before) {
        List<Subscriber> subscribers = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            String id = "m" + i;
            subscribers.add(new Subscriber(id, counts.keySet(), before.getOrDefault(id, Assignment.NONE)));
        }
        return assignor.assign(new AssignmentTask(subscribers, counts, true));
    }
}
