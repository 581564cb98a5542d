package io.tailwater.core.group.state;

import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.group.GroupState;
import io.tailwater.core.group.GroupType;
import io.tailwater.core.group.MemberClaim;
import io.tailwater.core.result.BrokerError;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A group of whatever type, as far as it matters to those who commit offsets or look after groups. Confined to its
 * coordinator's event loop.
 */
sealed interface Group permits ClassicGroup, ModernGroup {

    /** {@link #retentionBaseMillis} when offsets are not to be forgotten. */
    long NOT_NOW = Long.MAX_VALUE;

    String groupId();

    GroupType type();

    GroupState state();

    /** What kind of group it is, as its members said; empty when it never had members. */
    String protocolType();

    /** Whether it could as well not be there: nobody is in it or about to come, and the log says nothing of it. */
    boolean isNothing();

    /** Whether nobody is in it, or about to come back with an id it was given. */
    boolean isDeserted();

    /** Why somebody may not commit offsets, or null. */
    @Nullable
    BrokerError refusalToCommit(MemberClaim member, boolean transactional);

    /** Why somebody who may commit may not do so for one partition, or null. */
    default @Nullable BrokerError refusalToCommit(MemberClaim member, UUID topicId, int partition) {
        return null;
    }

    /**
     * Why somebody may not be told how far the group has come, or null.
     *
     * @param memberId who asks, as a member with an epoch; null or empty for anybody
     * @param memberEpoch its epoch; -1 for anybody
     */
    default @Nullable BrokerError refusalToFetch(@Nullable String memberId, int memberEpoch) {
        return null;
    }

    /** Why offsets may not be deleted, or null. */
    @Nullable
    BrokerError refusalToDeleteOffsets();

    /** Why the group may not be deleted, or null. */
    @Nullable
    BrokerError refusalToDelete();

    /** Whether its members read a topic, or may do so for all one knows. */
    boolean mayRead(String topic);

    /**
     * From when on an offset that nobody reads is kept for the time of retention (KIP-211), in milliseconds since 1970.
     *
     * @param commitMillis when the offset was committed
     * @return {@link #NOT_NOW} as long as the group is such that nothing is forgotten
     */
    long retentionBaseMillis(long commitMillis);

    /** Whether a group that nobody is in is forgotten when it has no offsets any more. */
    boolean endsWithItsOffsets();

    /** Drops everything at once, and gives its memory back: a group of another type takes its place. */
    void forget();

    /** Adds what makes the log say nothing of the group any more; offsets are another matter. */
    void addTombstones(List<CoordinatorRecord> records);

    /** Adds what the log has of the group as a whole, as it is now. */
    void addLiveHead(List<CoordinatorRecord> records);

    /** The parts that it has in the log beside that: names for {@link #addLivePart}. */
    Collection<String> liveParts();

    /** Adds what the log has of one of its parts, as it is now; nothing when there is no such part any more. */
    void addLivePart(String part, List<CoordinatorRecord> records);
}
