package io.tailwater.core.group.state;

import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.group.record.GroupValue;
import io.tailwater.core.group.record.OffsetValue;
import io.tailwater.core.group.record.RecordKey;
import io.tailwater.core.group.record.RecordKey.GroupKey;
import io.tailwater.core.group.record.RecordKey.OffsetKey;
import io.tailwater.core.record.TransactionMarker;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Takes records up: the only way in which what outlives the broker changes. Confined to its coordinator's event loop. */
final class GroupRecords {

    private final HeldGroups groups;
    private final ProducerEpochs epochs;

    GroupRecords(HeldGroups groups, ProducerEpochs epochs) {
        this.groups = groups;
        this.epochs = epochs;
    }

    void replay(CoordinatorRecord record, long logOffset) {
        RecordKey key = RecordKey.decode(record.key());
        if (key instanceof OffsetKey offset) {
            replayOffset(offset, record, logOffset);
        } else if (key instanceof GroupKey group) {
            replayGroup(group, record.value());
        }
    }

    private void replayOffset(OffsetKey key, CoordinatorRecord record, long logOffset) {
        TopicPartition partition = new TopicPartition(key.topic(), key.partition());
        ByteBuffer value = record.value();
        if (value == null) {
            HeldGroup held = groups.find(key.groupId());
            if (held != null) {
                held.offsets().remove(partition);
                groups.dropIfNothing(key.groupId());
            }
            return;
        }
        GroupOffsets offsets = groups.findOrMake(key.groupId()).offsets();
        OffsetValue committed = OffsetValue.decode(value);
        if (record.isTransactional()) {
            epochs.note(record.producerId(), record.producerEpoch());
            groups.noteTransaction(record.producerId(), key.groupId());
            offsets.putUndecided(record.producerId(), record.producerEpoch(), partition, committed, logOffset);
        } else {
            offsets.put(partition, committed, logOffset);
        }
    }

    private void replayGroup(GroupKey key, @Nullable ByteBuffer value) {
        if (value != null) {
            groups.findOrMake(key.groupId()).classic().replay(GroupValue.decode(value));
            return;
        }
        HeldGroup held = groups.find(key.groupId());
        if (held != null) {
            held.classic().replayTombstone();
            groups.dropIfNothing(key.groupId());
        }
    }

    void replayMarker(TransactionMarker marker) {
        epochs.note(marker.producerId(), marker.producerEpoch());
        groups.endTransaction(marker.producerId(), marker.committed());
    }
}
