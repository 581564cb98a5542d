/**
 * Whether what is on disk is still what was written: batches whose bytes have changed are found, marked and left out, and
 * everything around them stays readable.
 *
 * <p>{@link io.tailwater.core.integrity.RangeCheck} looks, on a worker; a partition keeps its {@link
 * io.tailwater.core.integrity.DamagedRanges} on its shard's loop; {@link io.tailwater.core.integrity.IntegrityRegister} tells
 * people. {@link io.tailwater.core.integrity.Scrubber} goes through everything in its own time.
 */
@NullMarked
package io.tailwater.core.integrity;

import org.jspecify.annotations.NullMarked;
