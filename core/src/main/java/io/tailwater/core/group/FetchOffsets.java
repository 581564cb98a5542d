package io.tailwater.core.group;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks how far groups have come.
 *
 * @param groups what of which
 * @param requireStable whether a partition with an undecided transactional commit is refused with
 *     {@code UNSTABLE_OFFSET_COMMIT} (KIP-447)
 */
public record FetchOffsets(List<OfGroup> groups, boolean requireStable) {

    /**
     * What of one group.
     *
     * @param groupId which
     * @param memberId who asks, as a member of the new consumer protocol; null or empty for anybody
     * @param memberEpoch its epoch; -1 for anybody
     * @param topics which partitions, or null for all that have an offset
     */
    public record OfGroup(
            String groupId,
            @Nullable String memberId,
            int memberEpoch,
            @Nullable List<TopicPartitions<Integer>> topics) {}
}
