/** Programs to read and to start. Begin at {@link io.tailwater.examples.DurableBusExample}. */
@NullMarked
package io.tailwater.examples;

import org.jspecify.annotations.NullMarked;
