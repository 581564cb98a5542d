package io.tailwater.core.group.state;

import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.group.GroupType;
import io.tailwater.core.group.record.AssignmentFields;
import io.tailwater.core.group.record.ConsumerCurrentValue;
import io.tailwater.core.group.record.ConsumerMemberValue;
import io.tailwater.core.group.record.EpochValue;
import io.tailwater.core.group.record.ExpressionValue;
import io.tailwater.core.group.record.GroupValue;
import io.tailwater.core.group.record.ModernKey;
import io.tailwater.core.group.record.OffsetValue;
import io.tailwater.core.group.record.RecordKey;
import io.tailwater.core.group.record.RecordKey.GroupKey;
import io.tailwater.core.group.record.RecordKey.OffsetKey;
import io.tailwater.core.group.record.ShareCurrentValue;
import io.tailwater.core.group.record.ShareMemberValue;
import io.tailwater.core.group.record.TargetEpochValue;
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
        } else if (key instanceof ModernKey modern) {
            replayModern(modern, record.value());
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
            ((ClassicGroup) groups.findOrMake(key.groupId(), GroupType.CLASSIC)).replay(GroupValue.decode(value));
            return;
        }
        HeldGroup held = groups.find(key.groupId());
        ClassicGroup group = held == null ? null : held.classic();
        if (group != null) {
            group.replayTombstone();
            groups.dropIfNothing(key.groupId());
        }
    }

    private void replayModern(ModernKey key, @Nullable ByteBuffer value) {
        if (value != null) {
            replayModern((ModernGroup<?>) groups.findOrMake(key.groupId(), key.type()), key, value);
            return;
        }
        HeldGroup held = groups.find(key.groupId());
        if (held != null && held.group().type() == key.type() && held.group() instanceof ModernGroup<?> group) {
            replayModern(group, key, null);
            groups.dropIfNothing(key.groupId());
        }
    }

    private static void replayModern(ModernGroup<?> group, ModernKey key, @Nullable ByteBuffer value) {
        if (key instanceof ModernKey.Epoch) {
            group.replayEpoch(value == null ? null : EpochValue.decode(key.type(), value));
        } else if (key instanceof ModernKey.TargetEpoch) {
            group.replayTargetEpoch(value == null ? null : TargetEpochValue.decode(value));
        } else if (key instanceof ModernKey.Target target) {
            group.replayTarget(target.memberId(), value == null ? null : AssignmentFields.decode(value));
        } else if (group instanceof ConsumerGroup consumer) {
            replayConsumer(consumer, key, value);
        } else if (group instanceof ShareGroup share) {
            replayShare(share, key, value);
        }
    }

    private static void replayShare(ShareGroup group, ModernKey key, @Nullable ByteBuffer value) {
        if (key instanceof ModernKey.Member member) {
            group.replayMember(member.memberId(), value == null ? null : ShareMemberValue.decode(value));
        } else if (key instanceof ModernKey.Current current) {
            group.replayCurrent(current.memberId(), value == null ? null : ShareCurrentValue.decode(value));
        }
    }

    private static void replayConsumer(ConsumerGroup group, ModernKey key, @Nullable ByteBuffer value) {
        if (key instanceof ModernKey.Member member) {
            group.replayMember(member.memberId(), value == null ? null : ConsumerMemberValue.decode(value));
        } else if (key instanceof ModernKey.Current current) {
            group.replayCurrent(current.memberId(), value == null ? null : ConsumerCurrentValue.decode(value));
        } else if (key instanceof ModernKey.Expression expression) {
            group.replayExpression(expression.expression(), value == null ? null : ExpressionValue.decode(value));
        }
    }

    void replayMarker(TransactionMarker marker) {
        epochs.note(marker.producerId(), marker.producerEpoch());
        groups.endTransaction(marker.producerId(), marker.committed());
    }
}
