/**
 * Load on a storage engine in this process, without a broker: what an event loop meets when it appends. Begin at {@link
 * io.tailwater.bench.storage.EngineTrial}. One thread appends; the engine's own work runs on executors as in a broker.
 */
@NullMarked
package io.tailwater.bench.storage;

import org.jspecify.annotations.NullMarked;
