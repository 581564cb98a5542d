package io.tailwater.core.group;

/** Says that a member is alive; its answer, that a rebalance has begun. */
public record Heartbeat(String groupId, MemberClaim member) {}
