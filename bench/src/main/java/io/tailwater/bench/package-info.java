/**
 * The command {@code tailwater bench}: load for any broker that speaks Kafka's protocol. Commands read options, set a
 * topic up, run a {@link io.tailwater.bench.load.Load} and report. Everything runs on the main thread but the load itself.
 * Begin at {@link io.tailwater.bench.BenchMain}.
 */
@NullMarked
package io.tailwater.bench;

import org.jspecify.annotations.NullMarked;
