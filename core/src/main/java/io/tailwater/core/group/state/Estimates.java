package io.tailwater.core.group.state;

import io.tailwater.core.group.record.GroupValue;
import io.tailwater.core.group.record.MemberValue;
import org.jspecify.annotations.Nullable;

/** How much memory parts of groups take, as a {@link io.tailwater.core.coordinator.Footprint} counts them. Stateless. */
final class Estimates {

    /** A group with nobody in it. */
    static final int GROUP_BYTES = 1_024;

    /** A member, without what it said and was assigned. */
    static final int MEMBER_BYTES = 1_024;

    /** The name of a topic that a member subscribes to, without its characters. */
    static final int TOPIC_NAME_BYTES = 96;

    /** An id that was given to somebody who has not come back yet. */
    static final int PROMISE_BYTES = 512;

    /** A committed offset, without its note. */
    static final int OFFSET_BYTES = 256;

    private Estimates() {}

    /** What a generation takes that is kept as it was written. */
    static long of(@Nullable GroupValue generation) {
        long bytes = 0;
        if (generation != null) {
            for (MemberValue member : generation.members()) {
                bytes += MEMBER_BYTES / 2 + member.subscription().size();
            }
        }
        return bytes;
    }
}
