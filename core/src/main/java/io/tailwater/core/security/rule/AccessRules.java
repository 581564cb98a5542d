package io.tailwater.core.security.rule;

import io.tailwater.core.result.Done;
import io.tailwater.core.result.Result;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;

/** The access rules there are. Thread-safe. */
public interface AccessRules {

    /** Those that a filter is about, in the order in which they were made. */
    List<AclRule> find(AclFilter filter);

    /**
     * Makes rules; those that are there already stay as they are. In force and on disk when it completes, on the caller's context.
     *
     * @return {@code INVALID_REQUEST} when there would be too many
     */
    Future<Result<Done>> add(Collection<AclRule> rules);

    /**
     * Takes back rules; no longer in force, nor on disk, when it completes, on the caller's context.
     *
     * @return for each filter those it took back; one that several filters are about is with each of them
     */
    Future<List<List<AclRule>>> remove(List<AclFilter> filters);
}
