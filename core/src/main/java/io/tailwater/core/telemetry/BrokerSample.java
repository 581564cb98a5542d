package io.tailwater.core.telemetry;

import io.tailwater.core.group.GroupState;
import io.tailwater.core.group.GroupType;
import io.tailwater.core.health.HealthReport;
import io.tailwater.core.integrity.IntegrityStatus;
import io.tailwater.core.metrics.BrokerTotals;
import io.tailwater.core.retention.RetentionTotals;
import java.util.List;
import java.util.Map;

/**
 * How a broker stood at about one moment.
 *
 * @param topics every topic
 * @param groups every group
 * @param unmeasuredGroups groups that are left out of {@code groups} because there are too many
 * @param segments files with batches, of all logs
 * @param openTransactions that are begun and not decided, or decided and not written down everywhere
 * @param liveReaders who reads records as they come, by other transports than Kafka's
 * @param volume the disk
 */
public record BrokerSample(
        List<TopicSample> topics,
        List<GroupSample> groups,
        int unmeasuredGroups,
        long segments,
        long openTransactions,
        long liveReaders,
        VolumeSample volume,
        BrokerTotals totals,
        RetentionTotals retention,
        IntegrityStatus integrity,
        HealthReport health) {

    /**
     * A topic.
     *
     * @param partitions how many it has
     * @param sizeBytes bytes of its batches
     * @param appendedBytes bytes of batches appended since the broker was started
     * @param fetchedBytes bytes of batches handed to readers since then
     */
    public record TopicSample(String name, int partitions, long sizeBytes, long appendedBytes, long fetchedBytes) {}

    /**
     * A group.
     *
     * @param lag records it has not read yet, by topic; empty for share groups, which have no one position
     */
    public record GroupSample(String id, GroupType type, GroupState state, Map<String, Long> lag) {}

    /** The volume of the data directory; both -1 when it cannot be looked at. */
    public record VolumeSample(long totalBytes, long usableBytes) {}
}
