/**
 * Work that blocks, and so is no event loop's. Begin with {@link io.tailwater.core.worker.WorkerCall}.
 */
@NullMarked
package io.tailwater.core.worker;

import org.jspecify.annotations.NullMarked;
