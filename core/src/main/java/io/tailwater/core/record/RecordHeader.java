package io.tailwater.core.record;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One of a record's headers; a name may occur more than once.
 *
 * @param name its name
 * @param value between position and limit, unmoved; null for none
 */
public record RecordHeader(String name, @Nullable ByteBuffer value) {}
