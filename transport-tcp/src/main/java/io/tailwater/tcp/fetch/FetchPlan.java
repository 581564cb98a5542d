package io.tailwater.tcp.fetch;

import java.util.List;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * What one fetch request means: which partitions, and which of the answers have to be told. Owned by the request; what it
 * shares with a session is guarded by {@link FetchSessions}.
 */
public final class FetchPlan {

    private final FetchSessions sessions;
    private final Errors error;
    private final List<FetchedPartition> partitions;
    private final boolean byTopicId;
    private final boolean makesSession;
    private final @Nullable FetchSession session;

    private FetchPlan(
            FetchSessions sessions,
            Errors error,
            List<FetchedPartition> partitions,
            boolean byTopicId,
            boolean makesSession,
            @Nullable FetchSession session) {
        this.sessions = sessions;
        this.error = error;
        this.partitions = partitions;
        this.byTopicId = byTopicId;
        this.makesSession = makesSession;
        this.session = session;
    }

    static FetchPlan refused(FetchSessions sessions, Errors error) {
        return new FetchPlan(sessions, error, List.of(), false, false, null);
    }

    static FetchPlan once(FetchSessions sessions, List<FetchedPartition> partitions) {
        return new FetchPlan(sessions, Errors.NONE, partitions, false, false, null);
    }

    static FetchPlan first(FetchSessions sessions, List<FetchedPartition> partitions, boolean byTopicId) {
        return new FetchPlan(sessions, Errors.NONE, partitions, byTopicId, true, null);
    }

    static FetchPlan incremental(FetchSessions sessions, FetchSession session, List<FetchedPartition> partitions) {
        return new FetchPlan(sessions, Errors.NONE, partitions, session.byTopicId(), false, session);
    }

    /** Why the whole request is refused, or {@code NONE}. */
    public Errors error() {
        return error;
    }

    /** What to fetch, in the order in which room is given. */
    public List<FetchedPartition> partitions() {
        return partitions;
    }

    /** Whether this answer has to be told; to be asked once for each partition, in order. */
    public boolean tells(FetchedPartition partition, PartitionData data, int recordBytes) {
        if (session != null) {
            return sessions.tells(session, partition, data, recordBytes);
        }
        if (makesSession) {
            partition.answer(data, recordBytes);
        }
        return true;
    }

    /** The session to tell a client that is told nothing else: none is made for it. */
    public int sessionIdOfNothing() {
        return session == null ? 0 : session.id();
    }

    /** The session to tell the client, 0 for none; to be asked once, after all partitions. */
    public int sessionId() {
        if (session != null) {
            return session.id();
        }
        return makesSession ? sessions.create(partitions, byTopicId) : 0;
    }
}
