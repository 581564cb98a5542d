/** Compaction with real batches of every compression, a real engine, and power that is lost. */
@NullMarked
package io.tailwater.core.compaction;

import org.jspecify.annotations.NullMarked;
