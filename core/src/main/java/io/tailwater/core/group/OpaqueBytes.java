package io.tailwater.core.group;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes that only clients understand: what a member can do, what it is to do. Immutable; compared by content. */
public final class OpaqueBytes {

    public static final OpaqueBytes EMPTY = new OpaqueBytes(new byte[0]);

    private final byte[] bytes;

    private OpaqueBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes {@code bytes} over without copying: nobody may change them any more. */
    public static OpaqueBytes of(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new OpaqueBytes(bytes);
    }

    /** The bytes themselves, not a copy; to be read only. */
    public byte[] array() {
        return bytes;
    }

    public int size() {
        return bytes.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OpaqueBytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
