package io.tailwater.core.bus;

import java.util.UUID;

/** Who listens where on the event bus; all of them for this process only. */
public final class BusAddresses {

    /** Published to when topics were created, deleted or changed. */
    public static final String TOPICS_CHANGED = "topics.changed";

    private BusAddresses() {}

    /** Where a shard takes commands about its partitions. */
    public static String shard(int index) {
        return "shard." + index;
    }

    /** Where the coordinator that keeps its state in a partition of an internal topic takes steps. */
    public static String coordinator(String topic, int partition) {
        return "coordinator." + topic + "." + partition;
    }

    /** Published to when the end of a watched partition moved. */
    public static String advanced(UUID topicId, int partition) {
        return "partition." + topicId + "." + partition + ".advanced";
    }
}
