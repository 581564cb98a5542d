package io.tailwater.core.group.assign;

import java.util.Arrays;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Partitions with the epoch at which each was given to its owner. Immutable; compared by content. The epoch tells a commit of
 * the present owner from one that it sent when it owned a partition earlier (KIP-1251).
 */
public final class OwnedPartitions {

    /** No partition. */
    public static final OwnedPartitions NONE = new OwnedPartitions(Assignment.NONE, new TreeMap<>());

    private static final int[] NO_EPOCHS = {};

    private final Assignment partitions;

    /** One for each of the topic's partitions; nobody changes them. */
    private final SortedMap<UUID, int[]> epochs;

    private OwnedPartitions(Assignment partitions, SortedMap<UUID, int[]> epochs) {
        this.partitions = partitions;
        this.epochs = epochs;
    }

    /** Partitions that were all given at the same epoch. */
    public static OwnedPartitions at(int epoch, Assignment partitions) {
        return of(partitions, (topicId, partition) -> epoch);
    }

    /** At which epoch a partition was given. */
    @FunctionalInterface
    public interface EpochOf {

        int epoch(UUID topicId, int partition);
    }

    /** Partitions with the epochs that a function tells. */
    public static OwnedPartitions of(Assignment partitions, EpochOf epochOf) {
        SortedMap<UUID, int[]> epochs = new TreeMap<>();
        for (UUID topicId : partitions.topics()) {
            int[] numbers = partitions.partitions(topicId);
            int[] each = new int[numbers.length];
            Arrays.setAll(each, i -> epochOf.epoch(topicId, numbers[i]));
            epochs.put(topicId, each);
        }
        return new OwnedPartitions(partitions, epochs);
    }

    public Assignment partitions() {
        return partitions;
    }

    public boolean isEmpty() {
        return partitions.isEmpty();
    }

    /** When a partition was given, or -1 when it is not there. */
    public int epoch(UUID topicId, int partition) {
        int index = Arrays.binarySearch(partitions.partitions(topicId), partition);
        return index < 0 ? -1 : epochs(topicId)[index];
    }

    /** The epochs of a topic's partitions, in their order; to be read only. */
    public int[] epochs(UUID topicId) {
        return epochs.getOrDefault(topicId, NO_EPOCHS);
    }

    /** Those that are among others, too. */
    public OwnedPartitions intersect(Assignment others) {
        Assignment left = partitions.intersect(others);
        return left.size() == partitions.size() ? this : of(left, this::epoch);
    }

    /** Those that are not among others. */
    public OwnedPartitions minus(Assignment others) {
        Assignment left = partitions.minus(others);
        return left.size() == partitions.size() ? this : of(left, this::epoch);
    }

    /** These and others, which are not among these. */
    public OwnedPartitions plus(OwnedPartitions others) {
        return others.isEmpty()
                ? this
                : of(partitions.plus(others.partitions), (topicId, partition) -> {
                    int epoch = epoch(topicId, partition);
                    return epoch >= 0 ? epoch : others.epoch(topicId, partition);
                });
    }

    /** Memory, estimated. */
    public long footprintBytes() {
        return 2 * partitions.footprintBytes();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof OwnedPartitions that) || !partitions.equals(that.partitions)) {
            return false;
        }
        return partitions.topics().stream().allMatch(topicId -> Arrays.equals(epochs(topicId), that.epochs(topicId)));
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(partitions);
    }

    @Override
    public String toString() {
        return partitions.toString();
    }
}
