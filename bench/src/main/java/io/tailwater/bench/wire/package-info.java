/**
 * What goes over the socket: requests encoded once and sent again, answers read in place for errors and offsets, and
 * blocking calls that set a topic up. Begin at {@link io.tailwater.bench.wire.PreparedProduce} and
 * {@link io.tailwater.bench.wire.BrokerSession}.
 *
 * <p>Kafka's generated classes are the codec of the set-up calls. The two hot requests are laid out by hand, in versions
 * that every broker of the last years speaks (see {@link io.tailwater.bench.wire.BenchApi}), so that a load costs the
 * tool next to nothing. Nothing here is thread-safe unless it says so.
 */
@NullMarked
package io.tailwater.bench.wire;

import org.jspecify.annotations.NullMarked;
