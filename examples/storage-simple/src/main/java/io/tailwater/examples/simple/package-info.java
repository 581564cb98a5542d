/**
 * The engine {@code simple}: an example of how one is written, small enough to be read in one go, and right: it passes every suite
 * of {@code storage-tck}. It is no match for the broker's own engines: an append is a system call on the event loop, every batch
 * of every log is remembered on the heap, every segment is an open file, reads are copied, and logs are opened one by one.
 *
 * <p>A log is a directory: segments, which are batches and nothing else, each beginning where the one before ends; a {@code state}
 * of what batches do not say; and a file for each blob. The state and blobs are replaced as wholes. What takes several steps on disk
 * is written into the state first, so that whoever opens the log after a crash can finish it.
 *
 * <p>Begin at {@link io.tailwater.examples.simple.SimplePartitionLog}.
 */
@NullMarked
package io.tailwater.examples.simple;

import org.jspecify.annotations.NullMarked;
