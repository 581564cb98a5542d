/** The durable event bus against a broker in the same process, with Kafka's clients on the other side. */
@NullMarked
package io.tailwater.server.bus;

import org.jspecify.annotations.NullMarked;
