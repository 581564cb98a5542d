package io.tailwater.core.share;

/**
 * Who asks.
 *
 * @param groupId the share group
 * @param memberId what the member calls itself, not empty
 */
public record ShareMember(String groupId, String memberId) {}
