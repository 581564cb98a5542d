/**
 * An engine that fails as its disk does, around any other: {@link io.tailwater.storage.tck.fault.FaultInjectingStorageProvider}.
 * For tests of what is built on engines, and of engines whose disk is not reached through a
 * {@link io.tailwater.spi.file.FileLayer}; those whose disk is take {@link io.tailwater.storage.tck.file.FaultyFiles} as well.
 * Thread-safe; begin at {@link io.tailwater.storage.tck.fault.StorageFaults}.
 */
@NullMarked
package io.tailwater.storage.tck.fault;

import org.jspecify.annotations.NullMarked;
