/**
 * Kafka's files, for every engine that keeps logs in them: segments, indexes, recovery, deletion, reading. What engines differ
 * in is how bytes get into the tail: {@link io.tailwater.storage.files.FileEngine}.
 *
 * <p>Begin at {@code FilePartitionLog}, which is put together from one class per job: {@code LogWriter} appends, {@code
 * SpacePreparer} makes room, {@code LogReader} finds slices, {@code LogFlusher} forces, together with other logs by way of the {@code CommitJournal}, {@code SegmentSealer} finishes rolled
 * segments, {@code LogRecovery} opens. A log without data has a directory and no files.
 *
 * <p>Threads: a log's writer (one thread at a time) only copies memory; whatever touches a disk runs on the executors of
 * the storage context. Readers go through file channels, never through mappings, and lease a segment's file while they
 * use it. Every class says who owns it.
 */
@NullMarked
package io.tailwater.storage.files;

import org.jspecify.annotations.NullMarked;
