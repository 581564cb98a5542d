/**
 * The default engine: Kafka's files, appended to through mapped windows that workers prepare ahead.
 *
 * <p>Begin at {@link io.tailwater.storage.mmap.MmapPartitionLog}, which is put together from one class per job: {@code
 * LogWriter} appends, {@code SpacePreparer} makes room, {@code LogReader} finds slices, {@code LogFlusher} forces, {@code
 * SegmentSealer} finishes rolled segments, {@code LogRecovery} opens. A log without data has a directory and no files.
 *
 * <p>Threads: a log's writer (one thread at a time) only copies memory; whatever touches a disk runs on the executors of
 * the storage context. Readers go through file channels, never through mappings, and lease a segment's file while they
 * use it. Every class says who owns it.
 */
@NullMarked
package io.tailwater.storage.mmap;

import org.jspecify.annotations.NullMarked;
