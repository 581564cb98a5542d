package io.tailwater.tcp.share;

import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.share.ShareMember;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The partitions of one member of a share group. Guarded by {@link ShareSessions}. */
final class ShareSession {

    private final ShareMember member;
    private final Object owner;
    private final Set<PartitionKey> partitions = new LinkedHashSet<>();
    private int epoch = 1;

    /** @param owner the connection by which it was opened, and with which it ends */
    ShareSession(ShareMember member, Object owner) {
        this.member = member;
        this.owner = owner;
    }

    ShareMember member() {
        return member;
    }

    Object owner() {
        return owner;
    }

    /** The epoch its next request must have. */
    int epoch() {
        return epoch;
    }

    void nextEpoch() {
        epoch = epoch == Integer.MAX_VALUE ? 1 : epoch + 1;
    }

    int size() {
        return partitions.size();
    }

    void update(Collection<PartitionKey> added, Collection<PartitionKey> forgotten) {
        partitions.addAll(added);
        partitions.removeAll(forgotten);
    }

    /** Beginning with another one each time, so that each has its turn. */
    List<PartitionKey> partitions() {
        List<PartitionKey> rotated = new ArrayList<>(partitions);
        if (!rotated.isEmpty()) {
            Collections.rotate(rotated, -(epoch % rotated.size()));
        }
        return rotated;
    }
}
