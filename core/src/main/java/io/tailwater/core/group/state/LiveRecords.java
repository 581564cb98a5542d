package io.tailwater.core.group.state;

import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.group.GroupType;
import io.tailwater.core.group.record.RecordKey.OffsetKey;
import io.tailwater.core.group.state.GroupOffsets.Written;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Everything about groups and offsets, to be written anew: a group, its members, then its offsets, some at a time. Confined to its
 * coordinator's event loop, where groups may change between two calls.
 */
final class LiveRecords implements Iterator<List<CoordinatorRecord>> {

    private static final int PARTITIONS_AT_ONCE = 500;
    private static final int PARTS_AT_ONCE = 50;

    private final HeldGroups groups;
    private final ArrayDeque<String> groupsLeft;
    private final ArrayDeque<String> partsLeft = new ArrayDeque<>();
    private final ArrayDeque<TopicPartition> partitionsLeft = new ArrayDeque<>();
    private String groupId = "";
    private GroupType type = GroupType.CLASSIC;

    LiveRecords(HeldGroups groups) {
        this.groups = groups;
        this.groupsLeft = new ArrayDeque<>(groups.ids());
    }

    @Override
    public boolean hasNext() {
        return !partsLeft.isEmpty() || !partitionsLeft.isEmpty() || !groupsLeft.isEmpty();
    }

    @Override
    public List<CoordinatorRecord> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        List<CoordinatorRecord> records = new ArrayList<>();
        if (partsLeft.isEmpty() && partitionsLeft.isEmpty()) {
            beginGroup(records);
        }
        HeldGroup held = groups.find(groupId);
        if (held == null) {
            partsLeft.clear();
            partitionsLeft.clear();
            return records;
        }
        if (held.group().type() != type) {
            partsLeft.clear(); // what the group is by now was written when it became that
        }
        for (int i = 0; i < PARTS_AT_ONCE && !partsLeft.isEmpty(); i++) {
            held.group().addLivePart(partsLeft.remove(), records);
        }
        for (int i = 0; i < PARTITIONS_AT_ONCE && !partitionsLeft.isEmpty(); i++) {
            TopicPartition key = partitionsLeft.remove();
            held.offsets().written(key).forEach(offset -> records.add(record(key, offset)));
        }
        return records;
    }

    private void beginGroup(List<CoordinatorRecord> records) {
        groupId = groupsLeft.remove();
        HeldGroup held = groups.find(groupId);
        if (held != null) {
            type = held.group().type();
            held.group().addLiveHead(records);
            partsLeft.addAll(held.group().liveParts());
            partitionsLeft.addAll(held.offsets().partitions());
        }
    }

    private CoordinatorRecord record(TopicPartition key, Written offset) {
        return new CoordinatorRecord(
                new OffsetKey(groupId, key.topic(), key.partition()).encode(),
                offset.committed().value().encode(),
                offset.producerId(),
                offset.producerEpoch());
    }
}
