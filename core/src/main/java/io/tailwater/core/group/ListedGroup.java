package io.tailwater.core.group;

/**
 * A group in a list.
 *
 * @param groupId its id
 * @param protocolType {@code consumer}, {@code connect}; empty when it never had members
 * @param state where it stands
 * @param type which protocol it follows
 */
public record ListedGroup(String groupId, String protocolType, GroupState state, GroupType type) {}
