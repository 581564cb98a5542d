package io.tailwater.tcp.api;

import io.tailwater.core.quota.ClientLimits;
import io.tailwater.core.quota.QuotaKey;
import org.jspecify.annotations.Nullable;

/**
 * Counts the partitions that a request creates or deletes (KIP-599). A client that knows {@code THROTTLING_QUOTA_EXCEEDED} is
 * refused what its quota does not allow now; one that does not gets it and has to wait afterwards. Owned by one request.
 */
final class MutationQuota {

    private final RequestContext context;
    private final @Nullable ClientLimits limits;
    private final boolean refuses;

    private MutationQuota(RequestContext context, boolean refuses) {
        this.context = context;
        this.limits = context.limits();
        this.refuses = refuses;
    }

    /** @param firstThatKnows the first version of the API whose clients know the error */
    static MutationQuota of(RequestContext context, int firstThatKnows) {
        return new MutationQuota(context, context.version() >= firstThatKnows);
    }

    /** Of requests that create topics beside the way. */
    static MutationQuota lenient(RequestContext context) {
        return new MutationQuota(context, false);
    }

    /** Whether so many partitions may be created or deleted now: then they are counted. */
    boolean allows(int partitions) {
        if (limits == null) {
            return true;
        }
        long millis = refuses ? limits.tryMutate(partitions) : limits.mutated(partitions);
        context.throttle(QuotaKey.CONTROLLER_MUTATION_RATE, millis);
        return millis == 0 || !refuses;
    }
}
