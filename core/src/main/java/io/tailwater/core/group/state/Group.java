package io.tailwater.core.group.state;

import io.tailwater.core.group.GroupState;
import io.tailwater.core.group.GroupType;
import io.tailwater.core.group.MemberClaim;
import io.tailwater.core.result.BrokerError;
import org.jspecify.annotations.Nullable;

/**
 * A group of whatever type, as far as it matters to those who commit offsets or look after groups. Confined to its
 * coordinator's event loop.
 */
sealed interface Group permits ClassicGroup {

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
}
