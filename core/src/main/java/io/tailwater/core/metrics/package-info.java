/**
 * What the broker counts and times. Free when nobody looks: {@link io.tailwater.core.metrics.BrokerMetrics#NONE} does
 * nothing. Begin at {@link io.tailwater.core.metrics.BrokerMetrics}.
 */
@NullMarked
package io.tailwater.core.metrics;

import org.jspecify.annotations.NullMarked;
