/**
 * How parts of a broker speak over the event bus: messages pass by reference, carry the promise of their answer, and never
 * leave the process.
 *
 * <p>Thread-safe. Begin at {@link io.tailwater.core.bus.BusAddresses} for who listens where, and at
 * {@link io.tailwater.core.bus.LocalReferenceCodec} for how a message is sent.
 */
@NullMarked
package io.tailwater.core.bus;

import org.jspecify.annotations.NullMarked;
