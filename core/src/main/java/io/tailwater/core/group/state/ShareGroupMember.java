package io.tailwater.core.group.state;

import io.tailwater.core.group.assign.Assignment;
import io.tailwater.core.group.record.ShareCurrentValue;
import io.tailwater.core.group.record.ShareMemberValue;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A member of a share group.
 *
 * @param memberId its id
 * @param said what it said of itself
 * @param current what it has
 */
record ShareGroupMember(String memberId, ShareMemberValue said, ShareCurrentValue current) implements ModernMember {

    private static final ShareMemberValue NOTHING = new ShareMemberValue(null, "", "", new TreeSet<>());
    private static final ShareCurrentValue AT_FIRST = new ShareCurrentValue(0, -1, Assignment.NONE);

    /** Somebody of whom nothing is known yet. */
    static ShareGroupMember unknown(String memberId) {
        return new ShareGroupMember(memberId, NOTHING, AT_FIRST);
    }

    @Override
    public int epoch() {
        return current.epoch();
    }

    @Override
    public @Nullable String rackId() {
        return said.rackId();
    }

    @Override
    public Set<String> topics() {
        return said.topics();
    }

    @Override
    public Assignment assigned() {
        return current.assigned();
    }

    @Override
    public boolean isReconciledTo(int assignmentEpoch) {
        return true;
    }

    @Override
    public long footprintBytes() {
        long bytes = Estimates.MEMBER_BYTES
                + current.assigned().footprintBytes()
                + 2L * (memberId.length() + said.clientId().length());
        for (String topic : said.topics()) {
            bytes += Estimates.TOPIC_NAME_BYTES + topic.length();
        }
        return bytes;
    }
}
