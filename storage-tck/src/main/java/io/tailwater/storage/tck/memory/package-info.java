/**
 * An engine that keeps logs on the heap for as long as its storage is open: the worked example for authors of engines, and
 * the test double for whoever uses storage. It honours every rule of the contract but survival.
 *
 * <p>Begin at {@link io.tailwater.storage.tck.memory.InMemoryLogStorageProvider}, then
 * {@link io.tailwater.storage.tck.memory.InMemoryPartitionLog}, which has the rules of writers and readers, and
 * {@link io.tailwater.storage.tck.memory.LogContents}, which has the bytes. Opening runs on the given background executor and
 * flushes on the given flusher, as in engines that wait for disks, so that a test can hold them back.
 */
@NullMarked
package io.tailwater.storage.tck.memory;

import org.jspecify.annotations.NullMarked;
