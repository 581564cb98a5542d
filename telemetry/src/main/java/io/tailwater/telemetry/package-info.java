/**
 * What the broker tells the programs that watch it, by Micrometer in Prometheus' format. Thread-safe. Begin at
 * {@link io.tailwater.telemetry.MicrometerTelemetryProvider}.
 */
@NullMarked
package io.tailwater.telemetry;

import org.jspecify.annotations.NullMarked;
