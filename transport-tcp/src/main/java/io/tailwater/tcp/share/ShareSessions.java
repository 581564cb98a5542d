package io.tailwater.tcp.share;

import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.share.ShareMember;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.protocol.Errors;

/**
 * The share sessions of a broker, so many at most. Thread-safe. A session is one member's; it is opened by epoch 0, goes on with
 * the next epoch each time, and ends with epoch -1 or with its connection.
 */
public final class ShareSessions {

    private static final int FIRST_EPOCH = 0;
    private static final int LAST_EPOCH = -1;
    private static final int AVERAGE_PARTITIONS = 100;

    private final int slots;
    private final long maxPartitions;
    private final Map<ShareMember, ShareSession> sessions = new HashMap<>();
    private long cachedPartitions;

    /**
     * What a request means.
     *
     * @param error why it is refused, or {@link Errors#NONE}
     * @param partitions those of the session, in the order in which they get their turn; when it has ended, those whose records
     *     the member gives back
     * @param opened whether the session is new
     * @param ended whether it has ended
     */
    public record Plan(Errors error, List<PartitionKey> partitions, boolean opened, boolean ended) {

        private static Plan refused(Errors error) {
            return new Plan(error, List.of(), false, false);
        }
    }

    /** @param slots how many sessions at most; together they have at most a hundred times as many partitions */
    public ShareSessions(int slots) {
        this.slots = slots;
        this.maxPartitions = (long) slots * AVERAGE_PARTITIONS;
    }

    /**
     * Takes up a fetch.
     *
     * @param added partitions that the session has from now on
     * @param forgotten partitions that it has not any more
     * @param acknowledges whether it says something of records, which a new session has none of
     * @param owner the connection it came by
     */
    public synchronized Plan fetch(
            ShareMember member,
            int epoch,
            Collection<PartitionKey> added,
            Collection<PartitionKey> forgotten,
            boolean acknowledges,
            Object owner) {
        if (epoch == FIRST_EPOCH) {
            return acknowledges ? Plan.refused(Errors.INVALID_REQUEST) : open(member, added, owner);
        }
        ShareSession session = sessions.get(member);
        Plan plan = acknowledge(member, epoch);
        if (session == null || plan.error() != Errors.NONE || plan.ended()) {
            return plan;
        }
        int before = session.size();
        session.update(added, forgotten);
        cachedPartitions += session.size() - before;
        if (cachedPartitions > maxPartitions) {
            remove(session);
            return Plan.refused(Errors.SHARE_SESSION_LIMIT_REACHED);
        }
        return new Plan(Errors.NONE, session.partitions(), false, false);
    }

    private Plan open(ShareMember member, Collection<PartitionKey> partitions, Object owner) {
        ShareSession before = sessions.get(member);
        if (before != null) {
            remove(before);
        }
        if (sessions.size() >= slots || cachedPartitions + partitions.size() > maxPartitions) {
            return Plan.refused(Errors.SHARE_SESSION_LIMIT_REACHED);
        }
        ShareSession session = new ShareSession(member, owner);
        session.update(partitions, List.of());
        sessions.put(member, session);
        cachedPartitions += session.size();
        return new Plan(Errors.NONE, session.partitions(), true, false);
    }

    /** Takes up a request that only says something of records. */
    public synchronized Plan acknowledge(ShareMember member, int epoch) {
        if (epoch == FIRST_EPOCH) {
            return Plan.refused(Errors.INVALID_SHARE_SESSION_EPOCH);
        }
        ShareSession session = sessions.get(member);
        if (session == null) {
            return Plan.refused(Errors.SHARE_SESSION_NOT_FOUND);
        }
        if (epoch == LAST_EPOCH) {
            remove(session);
            return new Plan(Errors.NONE, session.partitions(), false, true);
        }
        if (session.epoch() != epoch) {
            return Plan.refused(Errors.INVALID_SHARE_SESSION_EPOCH);
        }
        session.nextEpoch();
        return new Plan(Errors.NONE, session.partitions(), false, false);
    }

    /**
     * A connection closed: ends a member's session, if that was opened by it.
     *
     * @return partitions whose records the member gives back
     */
    public synchronized List<PartitionKey> disconnected(ShareMember member, Object owner) {
        ShareSession session = sessions.get(member);
        if (session == null || session.owner() != owner) {
            return List.of();
        }
        remove(session);
        return session.partitions();
    }

    private void remove(ShareSession session) {
        sessions.remove(session.member());
        cachedPartitions -= session.size();
    }

    synchronized int size() {
        return sessions.size();
    }
}
