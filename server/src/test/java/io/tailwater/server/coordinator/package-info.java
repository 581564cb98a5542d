/**
 * Coordinators on a whole broker inside this process, over the default engine: what only storage, record batches and event
 * loops together can show. Begin at {@link io.tailwater.server.coordinator.TalliesBroker}.
 */
@NullMarked
package io.tailwater.server.coordinator;

import org.jspecify.annotations.NullMarked;
