package io.tailwater.core.group.state;

import io.tailwater.core.coordinator.Footprint;
import io.tailwater.core.group.record.OffsetValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How far one group has come: what is committed, and what will be if a transaction is. Changed by replay only; confined to its
 * coordinator's event loop.
 */
final class GroupOffsets {

    /**
     * An offset with its place in the log.
     *
     * @param value what was committed
     * @param logOffset tells which of two is younger
     */
    record Committed(OffsetValue value, long logOffset) {}

    /** What a producer will have committed when its transaction is. */
    private record OpenTransaction(short producerEpoch, Map<TopicPartition, Committed> offsets) {}

    /**
     * An offset as it is written: of a producer's open transaction, or with {@code producerId} -1 of none.
     *
     * @param committed the offset
     * @param producerId whose transaction
     * @param producerEpoch with which epoch
     */
    record Written(Committed committed, long producerId, short producerEpoch) {}

    private final Footprint footprint;
    private final Map<String, Map<Integer, Committed>> byTopic = new LinkedHashMap<>();
    private final Map<Long, OpenTransaction> transactions = new HashMap<>();

    GroupOffsets(Footprint footprint) {
        this.footprint = footprint;
    }

    /** Whether there is nothing, not even in an open transaction. */
    boolean isEmpty() {
        return byTopic.isEmpty() && transactions.isEmpty();
    }

    /** What is committed, by topic and partition; not to be changed, nor to be walked through while records are appended. */
    Map<String, Map<Integer, Committed>> byTopic() {
        return byTopic;
    }

    @Nullable
    Committed find(String topic, int partition) {
        Map<Integer, Committed> partitions = byTopic.get(topic);
        return partitions == null ? null : partitions.get(partition);
    }

    /** Whether a transaction that is open may commit an offset of a partition. */
    boolean isUndecided(String topic, int partition) {
        if (transactions.isEmpty()) {
            return false;
        }
        TopicPartition key = new TopicPartition(topic, partition);
        return transactions.values().stream().anyMatch(open -> open.offsets.containsKey(key));
    }

    /** Every partition about which something is known. */
    List<TopicPartition> partitions() {
        Set<TopicPartition> partitions = new LinkedHashSet<>();
        byTopic.forEach((topic, offsets) ->
                offsets.keySet().forEach(partition -> partitions.add(new TopicPartition(topic, partition))));
        transactions.values().forEach(open -> partitions.addAll(open.offsets.keySet()));
        return List.copyOf(partitions);
    }

    /** Everything about a partition, in the order of the log. */
    List<Written> written(TopicPartition key) {
        List<Written> written = new ArrayList<>(1);
        Committed committed = find(key.topic(), key.partition());
        if (committed != null) {
            written.add(new Written(committed, -1, (short) -1));
        }
        transactions.forEach((producerId, open) -> {
            Committed later = open.offsets.get(key);
            if (later != null) {
                written.add(new Written(later, producerId, open.producerEpoch));
            }
        });
        written.sort(Comparator.comparingLong(each -> each.committed.logOffset));
        return written;
    }

    void put(TopicPartition key, OffsetValue value, long logOffset) {
        Committed before = byTopic.computeIfAbsent(key.topic(), topic -> new HashMap<>(4))
                .put(key.partition(), new Committed(value, logOffset));
        footprint.add(sizeOf(value) - (before == null ? 0 : sizeOf(before.value)));
    }

    void putUndecided(long producerId, short producerEpoch, TopicPartition key, OffsetValue value, long logOffset) {
        OpenTransaction open = transactions.get(producerId);
        if (open == null || open.producerEpoch != producerEpoch) {
            // Another epoch's transaction can only begin when the one before has ended.
            end(producerId, false);
            open = new OpenTransaction(producerEpoch, new LinkedHashMap<>());
            transactions.put(producerId, open);
        }
        Committed before = open.offsets.put(key, new Committed(value, logOffset));
        footprint.add(sizeOf(value) - (before == null ? 0 : sizeOf(before.value)));
    }

    /** Forgets a partition, and what open transactions have for it. */
    void remove(TopicPartition key) {
        Map<Integer, Committed> partitions = byTopic.get(key.topic());
        if (partitions != null) {
            forget(partitions.remove(key.partition()));
            if (partitions.isEmpty()) {
                byTopic.remove(key.topic());
            }
        }
        transactions.values().removeIf(open -> {
            forget(open.offsets.remove(key));
            return open.offsets.isEmpty();
        });
    }

    private void forget(@Nullable Committed committed) {
        if (committed != null) {
            footprint.add(-sizeOf(committed.value));
        }
    }

    /** A producer's transaction has ended. What was committed outside of it since is younger, and stays. */
    void end(long producerId, boolean committed) {
        OpenTransaction open = transactions.remove(producerId);
        if (open == null) {
            return;
        }
        open.offsets.forEach((key, later) -> {
            forget(later);
            Committed present = find(key.topic(), key.partition());
            if (committed && (present == null || present.logOffset < later.logOffset)) {
                put(key, later.value, later.logOffset);
            }
        });
    }

    private static long sizeOf(OffsetValue value) {
        return Estimates.OFFSET_BYTES + 2L * value.metadata().length();
    }
}
