package io.tailwater.core.group;

/**
 * What a member is to do.
 *
 * @param protocolType what kind of group it is
 * @param protocolName the way that was assigned
 * @param assignment as the leader gave it; empty when the leader gave the member nothing
 */
public record SyncAnswer(String protocolType, String protocolName, OpaqueBytes assignment) {}
