/**
 * Whether the broker does what it is there for, and why not. Begin at {@link io.tailwater.core.health.Health}.
 */
@NullMarked
package io.tailwater.core.health;

import org.jspecify.annotations.NullMarked;
