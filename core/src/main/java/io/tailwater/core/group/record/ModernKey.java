package io.tailwater.core.group.record;

import io.tailwater.core.coordinator.FieldReader;
import io.tailwater.core.coordinator.FieldWriter;
import io.tailwater.core.group.GroupType;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a record is about that belongs to a group whose members have epochs (KIP-848, KIP-932). Each type of group has kinds of
 * its own for the same things.
 */
public sealed interface ModernKey extends RecordKey {

    /** {@link GroupType#CONSUMER} or {@link GroupType#SHARE}. */
    GroupType type();

    String groupId();

    /** As it is in the log. */
    ByteBuffer encode();

    /** The group's epoch, without which there is no group; its value is an {@link EpochValue}. */
    record Epoch(GroupType type, String groupId) implements ModernKey {

        @Override
        public ByteBuffer encode() {
            return key(type == GroupType.SHARE ? SHARE_EPOCH : CONSUMER_EPOCH, groupId)
                    .toBuffer();
        }
    }

    /** The epoch of what is assigned to all; its value is a {@link TargetEpochValue}. */
    record TargetEpoch(GroupType type, String groupId) implements ModernKey {

        @Override
        public ByteBuffer encode() {
            return key(type == GroupType.SHARE ? SHARE_TARGET_EPOCH : CONSUMER_TARGET_EPOCH, groupId)
                    .toBuffer();
        }
    }

    /** A member, as it described itself; its value is a {@link ConsumerMemberValue}. */
    record Member(GroupType type, String groupId, String memberId) implements ModernKey {

        @Override
        public ByteBuffer encode() {
            return key(type == GroupType.SHARE ? SHARE_MEMBER : CONSUMER_MEMBER, groupId)
                    .string(memberId)
                    .toBuffer();
        }
    }

    /** What is assigned to a member; its value is an assignment, see {@link AssignmentFields}. */
    record Target(GroupType type, String groupId, String memberId) implements ModernKey {

        @Override
        public ByteBuffer encode() {
            return key(type == GroupType.SHARE ? SHARE_TARGET : CONSUMER_TARGET, groupId)
                    .string(memberId)
                    .toBuffer();
        }
    }

    /** What a member has on the way to that; its value is a {@link ConsumerCurrentValue}. */
    record Current(GroupType type, String groupId, String memberId) implements ModernKey {

        @Override
        public ByteBuffer encode() {
            return key(type == GroupType.SHARE ? SHARE_CURRENT : CONSUMER_CURRENT, groupId)
                    .string(memberId)
                    .toBuffer();
        }
    }

    /** A regular expression that members subscribe with; its value is a {@link ExpressionValue}. */
    record Expression(String groupId, String expression) implements ModernKey {

        @Override
        public GroupType type() {
            return GroupType.CONSUMER;
        }

        @Override
        public ByteBuffer encode() {
            return key(CONSUMER_EXPRESSION, groupId).string(expression).toBuffer();
        }
    }

    int CONSUMER_EPOCH = 3;
    int CONSUMER_MEMBER = 5;
    int CONSUMER_TARGET_EPOCH = 6;
    int CONSUMER_TARGET = 7;
    int CONSUMER_CURRENT = 8;
    int SHARE_MEMBER = 10;
    int SHARE_EPOCH = 11;
    int SHARE_TARGET_EPOCH = 12;
    int SHARE_TARGET = 13;
    int SHARE_CURRENT = 14;
    int CONSUMER_EXPRESSION = 16;

    /** Reads what follows a key's kind; null when it is a kind of others. */
    static @Nullable ModernKey decode(int kind, FieldReader fields) {
        return switch (kind) {
            case CONSUMER_EPOCH -> new Epoch(GroupType.CONSUMER, fields.string());
            case CONSUMER_MEMBER -> new Member(GroupType.CONSUMER, fields.string(), fields.string());
            case CONSUMER_TARGET_EPOCH -> new TargetEpoch(GroupType.CONSUMER, fields.string());
            case CONSUMER_TARGET -> new Target(GroupType.CONSUMER, fields.string(), fields.string());
            case CONSUMER_CURRENT -> new Current(GroupType.CONSUMER, fields.string(), fields.string());
            case CONSUMER_EXPRESSION -> new Expression(fields.string(), fields.string());
            case SHARE_EPOCH -> new Epoch(GroupType.SHARE, fields.string());
            case SHARE_MEMBER -> new Member(GroupType.SHARE, fields.string(), fields.string());
            case SHARE_TARGET_EPOCH -> new TargetEpoch(GroupType.SHARE, fields.string());
            case SHARE_TARGET -> new Target(GroupType.SHARE, fields.string(), fields.string());
            case SHARE_CURRENT -> new Current(GroupType.SHARE, fields.string(), fields.string());
            default -> null;
        };
    }

    private static FieldWriter key(int kind, String groupId) {
        return new FieldWriter(64 + groupId.length()).int16(kind).string(groupId);
    }
}
