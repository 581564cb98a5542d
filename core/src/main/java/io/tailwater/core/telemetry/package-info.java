/**
 * What the broker tells the programs that watch it: metrics and spans, made by whatever is on the class path, and nothing when
 * nobody asks. Begin at {@link io.tailwater.core.telemetry.Telemetry}.
 */
@NullMarked
package io.tailwater.core.telemetry;

import org.jspecify.annotations.NullMarked;
