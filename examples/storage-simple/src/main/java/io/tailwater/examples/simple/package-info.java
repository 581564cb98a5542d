/**
 * The engine {@code simple}: an example of how one is written, small enough to be read in one go, and right: it passes the suites
 * of {@code storage-tck}, but for three things that an engine may leave out. It does not rewrite segments; damage from outside costs
 * more than the batch it hit (a log that is damaged below its last checkpoint is not opened, one that is damaged above ends there);
 * and it writes into files that have other links. It is no match for the broker's own engines: an append is a system call on the
 * event loop, every batch of every log is remembered on the heap, every segment is an open file, reads are copied, and logs are
 * opened one by one.
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
