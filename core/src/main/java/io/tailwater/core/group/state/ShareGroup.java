package io.tailwater.core.group.state;

import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.coordinator.Footprint;
import io.tailwater.core.group.GroupState;
import io.tailwater.core.group.GroupType;
import io.tailwater.core.group.MemberClaim;
import io.tailwater.core.group.record.ModernKey;
import io.tailwater.core.group.record.ShareCurrentValue;
import io.tailwater.core.group.record.ShareMemberValue;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group whose members share partitions (KIP-932). It commits no offsets: how far it has come is kept elsewhere, so that a group
 * stays until somebody deletes it. Confined to its coordinator's event loop; changed by replay only, but for times.
 */
final class ShareGroup extends ModernGroup<ShareGroupMember> {

    static final String PROTOCOL_TYPE = "share";

    ShareGroup(String groupId, Footprint footprint) {
        super(groupId, footprint);
    }

    @Override
    public GroupType type() {
        return GroupType.SHARE;
    }

    @Override
    public String protocolType() {
        return PROTOCOL_TYPE;
    }

    /** Members take what is assigned to them at once. */
    @Override
    public GroupState state() {
        return size() == 0 ? GroupState.EMPTY : GroupState.STABLE;
    }

    /** Takes up what a member said of itself; null when it is gone. */
    void replayMember(String memberId, @Nullable ShareMemberValue value) {
        if (value == null) {
            remove(memberId);
        } else {
            put(new ShareGroupMember(memberId, value, known(memberId).current()));
        }
    }

    /** Takes up what a member has; null when it has nothing any more, and is about to go. */
    void replayCurrent(String memberId, @Nullable ShareCurrentValue value) {
        if (value != null) {
            put(new ShareGroupMember(memberId, known(memberId).said(), value));
        } else if (find(memberId) != null) {
            put(new ShareGroupMember(
                    memberId,
                    known(memberId).said(),
                    ShareGroupMember.unknown(memberId).current()));
        }
    }

    private ShareGroupMember known(String memberId) {
        ShareGroupMember member = find(memberId);
        return member == null ? ShareGroupMember.unknown(memberId) : member;
    }

    @Override
    void changed(@Nullable ShareGroupMember before, @Nullable ShareGroupMember after) {}

    @Override
    public BrokerError refusalToCommit(MemberClaim claim, boolean transactional) {
        return new BrokerError(
                ErrorCode.GROUP_ID_NOT_FOUND, "Group " + groupId() + " is a share group, which commits no offsets");
    }

    @Override
    public BrokerError refusalToDeleteOffsets() {
        return new BrokerError(
                ErrorCode.GROUP_ID_NOT_FOUND, "Group " + groupId() + " is a share group, which commits no offsets");
    }

    @Override
    public long retentionBaseMillis(long commitMillis) {
        return commitMillis;
    }

    @Override
    public boolean endsWithItsOffsets() {
        return false;
    }

    @Override
    void addLiveMember(ShareGroupMember member, List<CoordinatorRecord> records) {
        String memberId = member.memberId();
        records.add(CoordinatorRecord.of(
                new ModernKey.Member(type(), groupId(), memberId).encode(),
                member.said().encode()));
        records.add(CoordinatorRecord.of(
                new ModernKey.Current(type(), groupId(), memberId).encode(),
                member.current().encode()));
    }
}
