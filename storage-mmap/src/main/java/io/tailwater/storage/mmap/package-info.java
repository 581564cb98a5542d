/**
 * The default engine: appends through mapped windows that workers prepare ahead.
 *
 * <p>Begin at {@link io.tailwater.storage.mmap.MappedWindow}. Everything else is Kafka's files, in {@code
 * io.tailwater.storage.files}.
 */
@NullMarked
package io.tailwater.storage.mmap;

import org.jspecify.annotations.NullMarked;
