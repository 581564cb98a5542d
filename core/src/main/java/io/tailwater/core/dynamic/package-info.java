/**
 * The settings of this broker and of groups by Kafka's names: how they stand, where that comes from, and how they are changed
 * while the broker runs. What was changed is kept in one small file that is replaced atomically. Look-ups from any thread.
 * Begin at {@link io.tailwater.core.dynamic.DynamicSettings}; a new setting goes into
 * {@link io.tailwater.core.dynamic.BrokerSettings}.
 */
@NullMarked
package io.tailwater.core.dynamic;

import org.jspecify.annotations.NullMarked;
