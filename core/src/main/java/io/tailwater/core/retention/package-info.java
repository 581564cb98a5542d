/**
 * How long and how much is kept: segments go when they are too old, a partition too large, or the disk too full.
 *
 * <p>{@link io.tailwater.core.retention.RetentionPolicy} and {@link io.tailwater.core.retention.EarlyDeletion} decide, and are
 * pure. {@link io.tailwater.core.retention.RetentionRounds} and {@link io.tailwater.core.retention.BudgetRounds} look at all
 * logs at their pace: on the broker's context, which never waits, with the looking done by a worker and the deleting by the
 * shard that owns the log ({@link io.tailwater.core.retention.RetainedLogs}). Clock and timers are given.
 */
@NullMarked
package io.tailwater.core.retention;

import org.jspecify.annotations.NullMarked;
