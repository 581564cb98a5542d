package io.tailwater.core.group.state;

import io.tailwater.core.group.record.GroupValue;
import io.tailwater.core.group.record.MemberValue;
import org.jspecify.annotations.Nullable;

/**
 * How much memory groups and offsets take, estimated, against how much they may. Confined to its coordinator's event loop.
 *
 * <p>It only says when it is enough: what is in the log is taken up in any case.
 */
final class Footprint {

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

    private final long maxBytes;
    private long bytes;

    Footprint(long maxBytes) {
        this.maxBytes = maxBytes;
    }

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

    /** Counts what came, or with a negative number what went. */
    void add(long more) {
        bytes += more;
    }

    /** Whether there is room for something that is still to come. */
    boolean hasRoomFor(long more) {
        return bytes + more <= maxBytes;
    }

    long bytes() {
        return bytes;
    }
}
