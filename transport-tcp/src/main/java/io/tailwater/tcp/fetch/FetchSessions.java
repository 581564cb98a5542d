package io.tailwater.tcp.fetch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The fetch sessions of a broker (KIP-227), so many at most. Thread-safe. A client without a session names all partitions
 * every time and is no worse served otherwise.
 *
 * <p>When there is no room, a session unused for two minutes goes first; else the smallest of those that exist for longer
 * than that, if it is not larger than the newcomer, as with Kafka.
 */
public final class FetchSessions {

    private static final int NO_SESSION = 0;
    private static final int FIRST_EPOCH = 0;
    private static final int LAST_EPOCH = -1;
    private static final long EVICTABLE_AFTER_MILLIS = 120_000;
    private static final int AVERAGE_PARTITIONS = 100;

    private final int slots;
    private final long maxPartitions;
    private final LongSupplier clockMillis;
    private final Random random;

    // In order of use, the longest unused first.
    private final Map<Integer, FetchSession> sessions = new LinkedHashMap<>(16, 0.75f, true);
    private long cachedPartitions;

    /**
     * @param slots how many sessions at most, 0 for none; together they hold at most a hundred times as many partitions
     * @param clockMillis the time
     * @param random makes ids that nobody guesses by accident
     */
    public FetchSessions(int slots, LongSupplier clockMillis, Random random) {
        this.slots = slots;
        this.maxPartitions = (long) slots * AVERAGE_PARTITIONS;
        this.clockMillis = clockMillis;
        this.random = random;
    }

    /** What a request means. */
    public synchronized FetchPlan plan(FetchRequestData request, boolean byTopicId) {
        int epoch = request.sessionEpoch();
        if (epoch == FIRST_EPOCH || epoch == LAST_EPOCH) {
            if (request.sessionId() != NO_SESSION) {
                remove(sessions.get(request.sessionId()));
            }
            return epoch == LAST_EPOCH
                    ? FetchPlan.once(this, all(request))
                    : FetchPlan.first(this, all(request), byTopicId);
        }
        FetchSession session = sessions.get(request.sessionId());
        if (session == null) {
            return FetchPlan.refused(this, Errors.FETCH_SESSION_ID_NOT_FOUND);
        }
        if (session.epoch() != epoch) {
            return FetchPlan.refused(this, Errors.INVALID_FETCH_SESSION_EPOCH);
        }
        if (session.byTopicId() != byTopicId) {
            return FetchPlan.refused(this, Errors.FETCH_SESSION_TOPIC_ID_ERROR);
        }
        return incremental(session, request);
    }

    private FetchPlan incremental(FetchSession session, FetchRequestData request) {
        int before = session.size();
        session.update(request, clockMillis.getAsLong());
        cachedPartitions += session.size() - before;
        List<FetchedPartition> partitions = session.partitions();
        if (partitions.isEmpty()) {
            remove(session);
            return FetchPlan.once(this, partitions);
        }
        if (cachedPartitions > maxPartitions) {
            remove(session);
            return FetchPlan.refused(this, Errors.FETCH_SESSION_ID_NOT_FOUND);
        }
        return FetchPlan.incremental(this, session, partitions);
    }

    private static List<FetchedPartition> all(FetchRequestData request) {
        List<FetchedPartition> partitions = new ArrayList<>();
        for (FetchTopic topic : request.topics()) {
            for (FetchPartition wanted : topic.partitions()) {
                partitions.add(FetchedPartition.of(topic, wanted));
            }
        }
        return partitions;
    }

    synchronized boolean tells(FetchSession session, FetchedPartition partition, PartitionData data, int recordBytes) {
        if (recordBytes > 0) {
            session.moveToEnd(partition);
        }
        return partition.answer(data, recordBytes);
    }

    /** Returns the id of a new session, or 0 when there is no room for one. */
    synchronized int create(List<FetchedPartition> partitions, boolean byTopicId) {
        long now = clockMillis.getAsLong();
        if (partitions.isEmpty() || slots == 0 || !makeRoom(partitions.size(), now)) {
            return NO_SESSION;
        }
        int id;
        do {
            id = 1 + random.nextInt(Integer.MAX_VALUE);
        } while (sessions.containsKey(id));
        FetchSession session = new FetchSession(id, byTopicId, partitions, now);
        sessions.put(id, session);
        cachedPartitions += session.size();
        return id;
    }

    private boolean makeRoom(int newPartitions, long now) {
        if (sessions.size() >= slots) {
            remove(evictable(newPartitions, now));
        }
        return sessions.size() < slots && cachedPartitions + newPartitions <= maxPartitions;
    }

    private @Nullable FetchSession evictable(int newPartitions, long now) {
        FetchSession longestUnused = sessions.values().iterator().next();
        if (now - longestUnused.usedMillis() > EVICTABLE_AFTER_MILLIS) {
            return longestUnused;
        }
        FetchSession smallest = null;
        for (FetchSession session : sessions.values()) {
            boolean old = now - session.createdMillis() > EVICTABLE_AFTER_MILLIS;
            if (old && session.size() <= newPartitions && (smallest == null || session.size() < smallest.size())) {
                smallest = session;
            }
        }
        return smallest;
    }

    private void remove(@Nullable FetchSession session) {
        if (session != null && sessions.remove(session.id()) != null) {
            cachedPartitions -= session.size();
        }
    }

    synchronized int size() {
        return sessions.size();
    }
}
