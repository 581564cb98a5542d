package io.tailwater.core.group;

import io.tailwater.core.group.assign.Assignment;
import org.jspecify.annotations.Nullable;

/**
 * What a member of a consumer group is to do.
 *
 * @param memberId its id
 * @param memberEpoch the epoch it is in now
 * @param heartbeatIntervalMillis when to report again
 * @param assigned what it may read, the rest it is to give up; null when that has not changed
 */
public record ConsumerHeartbeatAnswer(
        String memberId,
        int memberEpoch,
        int heartbeatIntervalMillis,
        @Nullable Assignment assigned) {}
