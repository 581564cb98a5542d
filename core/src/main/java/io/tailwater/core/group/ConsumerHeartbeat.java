package io.tailwater.core.group;

import io.tailwater.core.group.assign.Assignment;
import io.tailwater.core.security.VisibleTopics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A member of a consumer group reports (KIP-848); what has not changed since its last report is null.
 *
 * @param groupId 1 character or more
 * @param memberId made by the client; empty with an epoch of 0 for one to be made here
 * @param memberEpoch the epoch the member is in; {@link #JOIN}, {@link #LEAVE} or {@link #LEAVE_FOR_SOME_TIME}
 * @param instanceId the client's own name that outlives its process, or null
 * @param rackId where it is, or null
 * @param rebalanceTimeoutMillis how long it may take to give partitions up; -1 when that has not changed
 * @param topics the topics it subscribes to by name
 * @param expression the regular expression it subscribes with, in RE2's syntax; empty for none
 * @param assignor the way to assign that it wants
 * @param owned the partitions it has
 * @param clientId what the client calls itself, for people
 * @param clientHost where it comes from, as {@code /10.0.0.1}, for people
 * @param visible the topics for which a regular expression may stand
 */
public record ConsumerHeartbeat(
        String groupId,
        String memberId,
        int memberEpoch,
        @Nullable String instanceId,
        @Nullable String rackId,
        int rebalanceTimeoutMillis,
        @Nullable List<String> topics,
        @Nullable String expression,
        @Nullable String assignor,
        @Nullable Assignment owned,
        String clientId,
        String clientHost,
        VisibleTopics visible) {

    /** Epoch of one that joins. */
    public static final int JOIN = 0;

    /** Epoch of one that leaves. */
    public static final int LEAVE = -1;

    /** Epoch of an instance that leaves and is to come back within its session. */
    public static final int LEAVE_FOR_SOME_TIME = -2;

    public ConsumerHeartbeat {
        topics = topics == null ? null : List.copyOf(topics);
    }

    /** Whether it says everything, so that it is to be told everything. */
    public boolean isFull() {
        return rebalanceTimeoutMillis != -1 && (topics != null || expression != null) && owned != null;
    }
}
