package io.tailwater.core.share;

/**
 * Who asks.
 *
 * @param groupId the share group
 * @param memberId what the member calls itself
 */
public record ShareMember(String groupId, String memberId) {

    /** Characters of a group's id, and of a member's: clients' own have 36. */
    public static final int MAX_LENGTH = 1_000;

    /** Whether these may be the ids of a group and of a member. */
    public static boolean isValid(String groupId, String memberId) {
        return !groupId.isEmpty()
                && !memberId.isEmpty()
                && groupId.length() <= MAX_LENGTH
                && memberId.length() <= MAX_LENGTH;
    }
}
