/**
 * What core needs to know of the inside of record batches. The implementation lives in the module {@code records} and is
 * found by {@link java.util.ServiceLoader}. Thread-safe, does not wait for anything; begin at
 * {@link io.tailwater.core.record.RecordFormat}.
 */
@NullMarked
package io.tailwater.core.record;

import org.jspecify.annotations.NullMarked;
