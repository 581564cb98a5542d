/**
 * Records as JSON text, written straight from their bytes: what {@code PROTOCOL.md} says of them. And JSON read without losing a
 * digit. Stateless or owned by one thread. Begin at {@link io.tailwater.core.json.RecordWriter}.
 */
@NullMarked
package io.tailwater.core.json;

import org.jspecify.annotations.NullMarked;
