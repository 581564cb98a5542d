package io.tailwater.core.group;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks to become or stay a member and to be told the next generation. The answer may take as long as the rebalance time-out.
 *
 * @param groupId 1 character or more
 * @param memberId the id given before, or empty at the first time
 * @param instanceId the client's own name that outlives its process (KIP-345), or null
 * @param clientId what the client calls itself, for people
 * @param clientHost where it comes from, as {@code /10.0.0.1}, for people
 * @param sessionTimeoutMillis a member silent for so long is removed
 * @param rebalanceTimeoutMillis how long it may take to join again when a rebalance begins; clients that do not say mean
 *     their session time-out
 * @param protocolType what kind of group it is: {@code consumer}, {@code connect}
 * @param protocols the ways to assign it supports, the one it likes best first
 * @param requireKnownMemberId whether somebody new is first given an id to come back with (KIP-394)
 * @param canSkipAssignment whether a leader understands that it need not assign again (KIP-814)
 * @param reason why it joins, for the log, or null (KIP-800)
 */
public record JoinGroup(
        String groupId,
        String memberId,
        @Nullable String instanceId,
        String clientId,
        String clientHost,
        int sessionTimeoutMillis,
        int rebalanceTimeoutMillis,
        String protocolType,
        List<JoinProtocol> protocols,
        boolean requireKnownMemberId,
        boolean canSkipAssignment,
        @Nullable String reason) {

    public JoinGroup {
        protocols = List.copyOf(protocols);
    }
}
