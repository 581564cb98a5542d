/**
 * What comes of a request: a value, or an expected refusal with Kafka's name for it. Immutable values, any thread. Begin at
 * {@link io.tailwater.core.result.Result}.
 */
@NullMarked
package io.tailwater.core.result;

import org.jspecify.annotations.NullMarked;
