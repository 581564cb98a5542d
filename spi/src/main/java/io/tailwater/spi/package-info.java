/**
 * What a log is: the contract between the broker and its storage engines. It needs the JDK only.
 *
 * <p>An engine keeps whole Kafka record batches (format v2) byte for byte, in offset order, and gives them back as leased
 * slices. It knows nothing of topics' policies, groups, waiting fetches or access rules: when to flush, retain or refuse
 * is decided by the broker. Begin at {@link io.tailwater.spi.LogStorageProvider}, then {@link io.tailwater.spi.LogStorage}
 * and {@link io.tailwater.spi.PartitionLog}, whose numbered rules the suites of {@code storage-tck} prove for any engine.
 *
 * <p>Threads: mutators of a log are called by one thread at a time (its writer, usually an event loop); readers by any
 * thread, at the same time. Nothing an event loop calls may block on a disk: what can, returns a stage or says that it
 * blocks.
 */
@NullMarked
package io.tailwater.spi;

import org.jspecify.annotations.NullMarked;
