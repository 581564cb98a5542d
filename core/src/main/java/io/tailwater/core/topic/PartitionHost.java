package io.tailwater.core.topic;

import io.tailwater.spi.RecoveryReport;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens and serves the partitions of the catalogue's topics. Called on the catalogue's context; answers on any. */
public interface PartitionHost {

    /**
     * Opens, or creates, the logs of some partitions of a topic and serves them from now on. A log that cannot be opened
     * takes its own partition offline and no other.
     *
     * @param topic the topic, with at least {@code toPartition} partitions
     * @param toPartition the partition after the last
     * @return one entry per partition, in order
     */
    Future<List<Adopted>> adopt(Topic topic, int fromPartition, int toPartition);

    /** Stops serving a topic, because its logs are about to be deleted; requests under way are answered first. */
    Future<Void> release(Topic topic);

    /** Whether logs can be compacted, so that there may be topics with {@code cleanup.policy=compact}. */
    boolean compacts();

    /** Applies a topic's changed settings to its partitions. */
    Future<Void> reconfigure(Topic topic);

    /**
     * What became of a partition: exactly one of the two is there.
     *
     * @param recovery what opening its log found
     * @param failure why it is offline
     */
    record Adopted(
            int partition,
            @Nullable RecoveryReport recovery,
            @Nullable Throwable failure) {}
}
