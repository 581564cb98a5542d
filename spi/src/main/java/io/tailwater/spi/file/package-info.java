/**
 * The file operations an engine needs, behind one small seam, so that tests can lose power, fill the disk or fail a force.
 *
 * <p>Begin at {@link io.tailwater.spi.file.FileLayer}; {@link io.tailwater.spi.file.SystemFiles} is the real one.
 * Everything here blocks and is thread-safe unless it says otherwise.
 */
@NullMarked
package io.tailwater.spi.file;

import org.jspecify.annotations.NullMarked;
