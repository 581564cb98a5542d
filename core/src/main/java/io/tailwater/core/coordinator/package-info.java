/**
 * Coordinators: state machines that live in one partition of an internal topic, from which they can be had again at any time.
 *
 * <p>Begin at {@link io.tailwater.core.coordinator.CoordinatorState}, which is what a kind of coordinator implements, and at
 * {@link io.tailwater.core.coordinator.CoordinatorStep}, which is how it is asked for something. A step reads the state, says
 * through {@link io.tailwater.core.coordinator.CoordinatorOutput} which records it adds, and gives its answers there; the
 * records are replayed at once, and the answers leave when the records, and all before them, are on disk.
 *
 * <p>State, steps and replies are confined to the event loop of their coordinator.
 */
@NullMarked
package io.tailwater.core.coordinator;

import org.jspecify.annotations.NullMarked;
