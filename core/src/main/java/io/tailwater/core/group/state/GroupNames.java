package io.tailwater.core.group.state;

import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Bounds on what clients call things. */
final class GroupNames {

    /** Characters of a name: in any alphabet, and with a random part behind it, it fits into a field of a record. */
    static final int MAX_LENGTH = 8_000;

    private GroupNames() {}

    /** Why nobody can be a member of a group with such an id, or null. Offsets can be committed for an empty one. */
    static @Nullable BrokerError refusal(String groupId) {
        if (groupId.isEmpty()) {
            return new BrokerError(ErrorCode.INVALID_GROUP_ID, "The id of a group has 1 character or more");
        }
        return groupId.length() > MAX_LENGTH ? tooLong() : null;
    }

    /** Whether a name is too long for a record; null is not. */
    static boolean isTooLong(@Nullable String name) {
        return name != null && name.length() > MAX_LENGTH;
    }

    static BrokerError tooLong() {
        return new BrokerError(
                ErrorCode.INVALID_GROUP_ID, "The id of a group has at most " + MAX_LENGTH + " characters");
    }
}
