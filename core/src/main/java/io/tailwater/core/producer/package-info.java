/**
 * Producers: ids for idempotent ones, and what each partition remembers of them. Begin at
 * {@link io.tailwater.core.producer.ProducerIds}.
 */
@NullMarked
package io.tailwater.core.producer;

import org.jspecify.annotations.NullMarked;
