package io.tailwater.core.transaction;

import java.util.Comparator;

/**
 * A partition as coordinators' logs name it.
 *
 * @param topic the topic's name
 * @param partition its index
 */
public record PartitionName(String topic, int partition) implements Comparable<PartitionName> {

    private static final Comparator<PartitionName> ORDER =
            Comparator.comparing(PartitionName::topic).thenComparingInt(PartitionName::partition);

    @Override
    public int compareTo(PartitionName other) {
        return ORDER.compare(this, other);
    }
}
