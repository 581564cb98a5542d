/**
 * Files that fail as real ones do. {@link io.tailwater.storage.tck.file.RecordingFiles} remembers what was forced and makes the
 * directories that a power loss may leave behind; {@link io.tailwater.storage.tck.file.FaultyFiles} fills the disk and fails
 * calls. Both wrap a {@link io.tailwater.spi.file.FileLayer}, and are given to an engine in its context. Thread-safe.
 */
@NullMarked
package io.tailwater.storage.tck.file;

import org.jspecify.annotations.NullMarked;
