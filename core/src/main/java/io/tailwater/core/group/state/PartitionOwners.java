package io.tailwater.core.group.state;

import io.tailwater.core.group.assign.Assignment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which member of a group has which partition, or has not yet given it up. Owned by its group. */
final class PartitionOwners {

    private static final class OfTopic {

        private @Nullable String[] memberIds = {};
        private int count;
    }

    private final Map<UUID, OfTopic> byTopic = new HashMap<>();

    /** Who has a partition, or null. */
    @Nullable
    String owner(UUID topicId, int partition) {
        OfTopic topic = byTopic.get(topicId);
        return topic == null || partition >= topic.memberIds.length ? null : topic.memberIds[partition];
    }

    /** A member has partitions from now on. */
    void add(String memberId, Assignment partitions) {
        partitions.forEach((topicId, partition) -> set(topicId, partition, memberId));
    }

    /** A member has given partitions up; those that are another's by now stay so. */
    void remove(String memberId, Assignment partitions) {
        partitions.forEach((topicId, partition) -> {
            if (memberId.equals(owner(topicId, partition))) {
                set(topicId, partition, null);
            }
        });
    }

    private void set(UUID topicId, int partition, @Nullable String memberId) {
        OfTopic topic = byTopic.computeIfAbsent(topicId, id -> new OfTopic());
        if (partition >= topic.memberIds.length) {
            topic.memberIds = Arrays.copyOf(topic.memberIds, Math.max(partition + 1, topic.memberIds.length * 3 / 2));
        }
        topic.count += (memberId == null ? 0 : 1) - (topic.memberIds[partition] == null ? 0 : 1);
        topic.memberIds[partition] = memberId;
        if (topic.count == 0) {
            byTopic.remove(topicId);
        }
    }
}
