package io.tailwater.core.group.assign;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Some partitions of some topics, by the topics' ids. Immutable; equal when it has the same partitions. A partition takes four
 * bytes, since every member of every group has some.
 */
public final class Assignment {

    /** No partition. */
    public static final Assignment NONE = new Assignment(new TreeMap<>());

    private static final int[] NO_PARTITIONS = {};

    /** What a topic takes beside its partitions, estimated. */
    private static final int TOPIC_BYTES = 96;

    /** Whether to keep a partition. */
    @FunctionalInterface
    public interface PartitionPredicate {

        boolean test(UUID topicId, int partition);
    }

    /** Something to do with a partition. */
    @FunctionalInterface
    public interface PartitionAction {

        void accept(UUID topicId, int partition);
    }

    /** In ascending order, without repetition, none empty; nobody changes them. */
    private final SortedMap<UUID, int[]> byTopic;

    private Assignment(SortedMap<UUID, int[]> byTopic) {
        this.byTopic = byTopic;
    }

    /** Takes the partitions over; a number that is there twice counts once, a topic without partitions not at all. */
    public static Assignment of(Map<UUID, ? extends Collection<Integer>> partitions) {
        Builder builder = new Builder();
        partitions.forEach((topicId, numbers) -> builder.add(
                topicId, numbers.stream().mapToInt(Integer::intValue).toArray()));
        return builder.build();
    }

    /** Some partitions of one topic. */
    public static Assignment of(UUID topicId, int... partitions) {
        return new Builder().add(topicId, partitions.clone()).build();
    }

    /** All partitions of a topic that has so many. */
    public static Assignment whole(UUID topicId, int partitionCount) {
        int[] partitions = new int[partitionCount];
        Arrays.setAll(partitions, i -> i);
        return new Builder().add(topicId, partitions).build();
    }

    /** Puts one together. Used by one thread. */
    public static final class Builder {

        private final SortedMap<UUID, int[]> byTopic = new TreeMap<>();

        /** Adds partitions of a topic; the array belongs to the builder from then on. */
        public Builder add(UUID topicId, int... partitions) {
            if (partitions.length > 0) {
                byTopic.merge(topicId, ascending(partitions), Builder::union);
            }
            return this;
        }

        private static int[] union(int[] one, int[] other) {
            int[] both = Arrays.copyOf(one, one.length + other.length);
            System.arraycopy(other, 0, both, one.length, other.length);
            return ascending(both);
        }

        private static int[] ascending(int[] partitions) {
            Arrays.sort(partitions);
            int kept = 1;
            for (int i = 1; i < partitions.length; i++) {
                if (partitions[i] != partitions[kept - 1]) {
                    partitions[kept++] = partitions[i];
                }
            }
            return kept == partitions.length ? partitions : Arrays.copyOf(partitions, kept);
        }

        public Assignment build() {
            return byTopic.isEmpty() ? NONE : new Assignment(new TreeMap<>(byTopic));
        }
    }

    public boolean isEmpty() {
        return byTopic.isEmpty();
    }

    /** The topics of which it has partitions, in ascending order of their ids. */
    public Set<UUID> topics() {
        return Collections.unmodifiableSet(byTopic.keySet());
    }

    /** The partitions it has of a topic, in ascending order; to be read only. */
    public int[] partitions(UUID topicId) {
        return byTopic.getOrDefault(topicId, NO_PARTITIONS);
    }

    /** How many partitions it has. */
    public int size() {
        int size = 0;
        for (int[] partitions : byTopic.values()) {
            size += partitions.length;
        }
        return size;
    }

    public boolean contains(UUID topicId, int partition) {
        int[] partitions = byTopic.get(topicId);
        return partitions != null && Arrays.binarySearch(partitions, partition) >= 0;
    }

    /** Whether it has all of another's partitions. */
    public boolean containsAll(Assignment other) {
        return other.minus(this).isEmpty();
    }

    /** Whether it has one of another's partitions. */
    public boolean intersects(Assignment other) {
        return !intersect(other).isEmpty();
    }

    public void forEach(PartitionAction action) {
        byTopic.forEach((topicId, partitions) -> {
            for (int partition : partitions) {
                action.accept(topicId, partition);
            }
        });
    }

    /** What is in both. */
    public Assignment intersect(Assignment other) {
        return filter(other::contains);
    }

    /** What is in this one but not in the other. */
    public Assignment minus(Assignment other) {
        return other.isEmpty() ? this : filter((topicId, partition) -> !other.contains(topicId, partition));
    }

    /** What is in either. */
    public Assignment plus(Assignment other) {
        if (isEmpty() || other.isEmpty()) {
            return isEmpty() ? other : this;
        }
        Builder builder = new Builder();
        byTopic.forEach((topicId, partitions) -> builder.add(topicId, partitions.clone()));
        other.byTopic.forEach((topicId, partitions) -> builder.add(topicId, partitions.clone()));
        return builder.build();
    }

    /** What it has of some topics. */
    public Assignment only(Set<UUID> topicIds) {
        if (topicIds.containsAll(byTopic.keySet())) {
            return this;
        }
        SortedMap<UUID, int[]> left = new TreeMap<>(byTopic);
        left.keySet().retainAll(topicIds);
        return left.isEmpty() ? NONE : new Assignment(left);
    }

    /** The partitions for which something is so. */
    public Assignment filter(PartitionPredicate kept) {
        SortedMap<UUID, int[]> left = new TreeMap<>();
        boolean all = true;
        for (Map.Entry<UUID, int[]> topic : byTopic.entrySet()) {
            int[] partitions = matching(topic.getValue(), partition -> kept.test(topic.getKey(), partition));
            all &= partitions == topic.getValue();
            if (partitions.length > 0) {
                left.put(topic.getKey(), partitions);
            }
        }
        return all ? this : left.isEmpty() ? NONE : new Assignment(left);
    }

    private static int[] matching(int[] partitions, IntPredicate kept) {
        int[] left = new int[partitions.length];
        int count = 0;
        for (int partition : partitions) {
            if (kept.test(partition)) {
                left[count++] = partition;
            }
        }
        return count == partitions.length ? partitions : Arrays.copyOf(left, count);
    }

    /** The same as lists. */
    public SortedMap<UUID, List<Integer>> toMap() {
        SortedMap<UUID, List<Integer>> lists = new TreeMap<>();
        byTopic.forEach((topicId, partitions) ->
                lists.put(topicId, Arrays.stream(partitions).boxed().toList()));
        return lists;
    }

    /** Memory, estimated. */
    public long footprintBytes() {
        return (long) TOPIC_BYTES * byTopic.size() + (long) Integer.BYTES * size();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof Assignment that) || !byTopic.keySet().equals(that.byTopic.keySet())) {
            return false;
        }
        Iterator<int[]> those = that.byTopic.values().iterator();
        return byTopic.values().stream().allMatch(partitions -> Arrays.equals(partitions, those.next()));
    }

    @Override
    public int hashCode() {
        int hash = byTopic.keySet().hashCode();
        for (int[] partitions : byTopic.values()) {
            hash = 31 * hash + Arrays.hashCode(partitions);
        }
        return hash;
    }

    @Override
    public String toString() {
        return byTopic.entrySet().stream()
                .map(topic -> topic.getKey() + Arrays.toString(topic.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }
}
