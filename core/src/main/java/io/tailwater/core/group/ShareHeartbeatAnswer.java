package io.tailwater.core.group;

import io.tailwater.core.group.assign.Assignment;
import org.jspecify.annotations.Nullable;

/**
 * What a member of a share group is told.
 *
 * @param memberEpoch the epoch it is in
 * @param heartbeatMillis how often it is to report
 * @param assignment what it may read; null when that did not change
 */
public record ShareHeartbeatAnswer(
        int memberEpoch, int heartbeatMillis, @Nullable Assignment assignment) {}
