/**
 * Compaction: of logs whose topics say {@code cleanup.policy=compact} only the last record of each key is kept, and the
 * bookkeeping that goes with it: tombstones, transaction markers, what is known of producers.
 *
 * <p>Begin at {@link io.tailwater.core.compaction.CompactionRounds}, which looks for logs that are due and has them compacted
 * one after the other; {@link io.tailwater.core.compaction.LogCompaction} does one. Everything that reads or writes logs runs
 * on one thread of its own, never on an event loop. Engines know nothing of keys: they replace batches by batches
 * ({@link io.tailwater.spi.PartitionLog#rewrite}).
 */
@NullMarked
package io.tailwater.core.compaction;

import org.jspecify.annotations.NullMarked;
