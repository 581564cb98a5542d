/**
 * The engine for low jitter and for readers in other processes: Kafka's files, appended through large chunks that Chronicle
 * Bytes maps off the heap, with the end of each log shown in shared memory.
 *
 * <p>Begin at {@code ChronicleEngine}. {@code ChunkedTail} maps, {@code ChunkWindow} is what a writer fills, {@code
 * SharedPositions} shows where logs begin and end, and {@link io.tailwater.storage.chronicle.LogFollower} reads both from
 * another process. Everything else is Kafka's files, in {@code io.tailwater.storage.files}.
 */
@NullMarked
package io.tailwater.storage.chronicle;

import org.jspecify.annotations.NullMarked;
