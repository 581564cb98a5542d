package io.tailwater.core.group.assign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** That assignments are sets of partitions, whatever is done with them. */
class AssignmentTest {

    private static final UUID TOPIC = new UUID(1, 2);
    private static final UUID OTHER = new UUID(0, 9);

    /** A topic in the higher bits, a partition in the lower. */
    @Property(tries = 300)
    void doesWhatSetsDo(
            @ForAll @Size(max = 12) Set<@IntRange(max = 11) Integer> one,
            @ForAll @Size(max = 12) Set<@IntRange(max = 11) Integer> other) {
        Assignment left = assignment(one);
        Assignment right = assignment(other);

        Set<Integer> both = new HashSet<>(one);
        both.retainAll(other);
        Set<Integer> either = new HashSet<>(one);
        either.addAll(other);
        Set<Integer> difference = new HashSet<>(one);
        difference.removeAll(other);

        assertThat(left.intersect(right)).isEqualTo(assignment(both)).hasSameHashCodeAs(assignment(both));
        assertThat(left.plus(right)).isEqualTo(assignment(either));
        assertThat(left.minus(right)).isEqualTo(assignment(difference));
        assertThat(left.equals(right)).isEqualTo(one.equals(other));
        assertThat(left.containsAll(right)).isEqualTo(one.containsAll(other));
        assertThat(left.intersects(right)).isEqualTo(!both.isEmpty());
        assertThat(left.size()).isEqualTo(one.size());
        assertThat(left.isEmpty()).isEqualTo(one.isEmpty());
        assertThat(Assignment.of(left.toMap())).isEqualTo(left);
    }

    private static Assignment assignment(Set<Integer> numbers) {
        Assignment.Builder builder = new Assignment.Builder();
        numbers.forEach(number -> builder.add(new UUID(number % 3 - 1, 0), number / 3));
        return builder.build();
    }

    @Test
    void keepsThePartitionsOfSomeTopics() {
        Assignment both = Assignment.whole(TOPIC, 3).plus(Assignment.of(OTHER, 5));

        assertThat(both.only(Set.of(TOPIC))).isEqualTo(Assignment.of(TOPIC, 2, 1, 0, 2));
        assertThat(both.only(Set.of())).isSameAs(Assignment.NONE);
        assertThat(both.topics()).containsExactly(OTHER, TOPIC);
    }

    @Test
    void remembersWhenEachPartitionWasGiven() {
        OwnedPartitions owned = OwnedPartitions.at(4, Assignment.of(TOPIC, 0, 2))
                .plus(OwnedPartitions.at(6, Assignment.of(TOPIC, 1).plus(Assignment.of(OTHER, 0))));

        assertThat(owned.epoch(TOPIC, 2)).isEqualTo(4);
        assertThat(owned.epoch(TOPIC, 1)).isEqualTo(6);
        assertThat(owned.epoch(TOPIC, 3)).isEqualTo(-1);
        assertThat(owned.minus(Assignment.of(TOPIC, 0, 1)).epochs(TOPIC)).containsExactly(4);
        assertThat(owned.intersect(Assignment.of(TOPIC, 1))).isEqualTo(OwnedPartitions.at(6, Assignment.of(TOPIC, 1)));
        assertThat(OwnedPartitions.at(6, Assignment.of(TOPIC, 1)))
                .isNotEqualTo(OwnedPartitions.at(5, Assignment.of(TOPIC, 1)));
    }
}
