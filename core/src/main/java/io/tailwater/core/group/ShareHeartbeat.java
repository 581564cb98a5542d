package io.tailwater.core.group;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A member of a share group reports, joins with epoch 0, or leaves with epoch -1 (KIP-932).
 *
 * @param groupId the group
 * @param memberId what the member calls itself
 * @param memberEpoch the epoch it was told last
 * @param rackId where it is; null when it does not say
 * @param topics the names of topics it subscribes to; null when that did not change
 * @param clientId what its client calls itself
 * @param clientHost where it comes from
 */
public record ShareHeartbeat(
        String groupId,
        String memberId,
        int memberEpoch,
        @Nullable String rackId,
        @Nullable List<String> topics,
        String clientId,
        String clientHost) {

    /** The epoch to join with. */
    public static final int JOIN_EPOCH = 0;

    /** The epoch to leave with. */
    public static final int LEAVE_EPOCH = -1;
}
