/**
 * The made-up shop of {@code ./tailwater start --demo}: a stream that looks like one, for a first look at an empty broker.
 *
 * <p>{@link io.tailwater.server.demo.DemoVerticle} runs on one event loop and produces through the broker's own messages;
 * {@link io.tailwater.server.demo.Shop} makes up what happens and knows nothing of brokers.
 */
@NullMarked
package io.tailwater.server.demo;

import org.jspecify.annotations.NullMarked;
