package io.tailwater.core.coordinator;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields that {@link FieldWriter}, or Kafka, wrote; copies what it gives. Used by one thread, for one key or value.
 *
 * <p>Everything here throws {@link IllegalArgumentException} or {@link BufferUnderflowException} when the bytes are not such
 * fields: the log is damaged, or of a version to come.
 */
public final class FieldReader {

    private final ByteBuffer source;

    /** @param source read from its position on */
    public FieldReader(ByteBuffer source) {
        this.source = source;
    }

    public byte int8() {
        return source.get();
    }

    public short int16() {
        return source.getShort();
    }

    public int int32() {
        return source.getInt();
    }

    public long int64() {
        return source.getLong();
    }

    public UUID uuid() {
        long mostSignificant = source.getLong();
        return new UUID(mostSignificant, source.getLong());
    }

    public int unsignedVarint() {
        int value = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += 7) {
            byte next = source.get();
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than five bytes");
    }

    public String string() {
        return present(nullableString());
    }

    public @Nullable String nullableString() {
        return text(source.getShort());
    }

    public String compactString() {
        return present(compactNullableString());
    }

    public @Nullable String compactNullableString() {
        return text(unsignedVarint() - 1);
    }

    private @Nullable String text(int length) {
        if (length == 0) {
            return "";
        }
        return length < 0 ? null : new String(raw(length), StandardCharsets.UTF_8);
    }

    private static String present(@Nullable String text) {
        if (text == null) {
            throw new IllegalArgumentException("null where a string has to be");
        }
        return text;
    }

    public byte[] bytes() {
        return raw(source.getInt());
    }

    public byte @Nullable [] nullableBytes() {
        int length = source.getInt();
        return length == -1 ? null : raw(length);
    }

    public byte[] compactBytes() {
        return raw(unsignedVarint() - 1);
    }

    /** How many elements an array has; at least a byte each must be left. */
    public int count() {
        return checkedCount(source.getInt());
    }

    public int compactCount() {
        return checkedCount(unsignedVarint() - 1);
    }

    /** As {@link #count}, 0 for an array that is null. */
    public int nullableCount() {
        return checkedCount(Math.max(0, source.getInt()));
    }

    /** As {@link #compactCount}, 0 for an array that is null. */
    public int compactNullableCount() {
        return checkedCount(Math.max(0, unsignedVarint() - 1));
    }

    private int checkedCount(int count) {
        if (count < 0 || count > source.remaining()) {
            throw new IllegalArgumentException("an array of " + count + " with " + source.remaining() + " bytes left");
        }
        return count;
    }

    private byte[] raw(int length) {
        if (length < 0 || length > source.remaining()) {
            throw new IllegalArgumentException("a field of " + length + " with " + source.remaining() + " bytes left");
        }
        byte[] read = new byte[length];
        source.get(read);
        return read;
    }

    /** What to do with a tagged field of a flexible structure. */
    @FunctionalInterface
    public interface TaggedField {

        /** @param field the field's bytes only */
        void read(int tag, FieldReader field);
    }

    /** Reads the tagged fields at the end of a flexible structure, in their order; those that are not known are passed over. */
    public void tags(TaggedField known) {
        for (int left = unsignedVarint(); left > 0; left--) {
            int tag = unsignedVarint();
            known.read(tag, new FieldReader(ByteBuffer.wrap(raw(unsignedVarint()))));
        }
    }
}
