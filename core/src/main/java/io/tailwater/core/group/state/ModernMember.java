package io.tailwater.core.group.state;

import io.tailwater.core.group.assign.Assignment;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A member with an epoch of its own (KIP-848, KIP-932). Immutable: a record of the log puts another one in its place. */
interface ModernMember {

    String memberId();

    /** The epoch it is in; 0 as long as it was not told one. */
    int epoch();

    /** Where it is, or null. */
    @Nullable
    String rackId();

    /** Topics that it subscribes to by name. */
    Set<String> topics();

    /** What it may read at this moment. */
    Assignment assigned();

    /** Whether it has all that is assigned to it, and knows it. */
    boolean isReconciledTo(int assignmentEpoch);

    /** Memory, estimated. */
    long footprintBytes();
}
