package io.tailwater.core.coordinator;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes the fields of a coordinator's records as Kafka's message formats lay them out: big-endian numbers, and strings and
 * bytes behind their length, which is fixed in size in the older versions of a message and variable ("compact") in the flexible
 * ones. Used by one thread, for one key or value.
 */
public final class FieldWriter {

    private byte[] bytes;
    private int size;

    /** @param expectedBytes a good guess; it grows when there is more */
    public FieldWriter(int expectedBytes) {
        this.bytes = new byte[expectedBytes];
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    public FieldWriter int8(int value) {
        reserve(Byte.BYTES);
        bytes[size++] = (byte) value;
        return this;
    }

    public FieldWriter int16(int value) {
        return int8(value >> 8).int8(value);
    }

    public FieldWriter int32(int value) {
        return int16(value >> 16).int16(value);
    }

    public FieldWriter int64(long value) {
        return int32((int) (value >> 32)).int32((int) value);
    }

    public FieldWriter uuid(UUID value) {
        return int64(value.getMostSignificantBits()).int64(value.getLeastSignificantBits());
    }

    /** A number of variable length, seven bits a byte, the lowest first. */
    public FieldWriter unsignedVarint(int value) {
        int left = value;
        while ((left & ~0x7f) != 0) {
            int8((left & 0x7f) | 0x80);
            left >>>= 7;
        }
        return int8(left);
    }

    /**
     * A string behind its length in 16 bits.
     *
     * @throws IllegalArgumentException when it has more than 32,767 bytes in UTF-8
     */
    public FieldWriter string(String value) {
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        if (encoded.length > Short.MAX_VALUE) {
            throw new IllegalArgumentException(encoded.length + " bytes do not fit into a string of a record");
        }
        return int16(encoded.length).raw(encoded);
    }

    public FieldWriter nullableString(@Nullable String value) {
        return value == null ? int16(-1) : string(value);
    }

    public FieldWriter compactString(String value) {
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        return unsignedVarint(encoded.length + 1).raw(encoded);
    }

    public FieldWriter compactNullableString(@Nullable String value) {
        return value == null ? unsignedVarint(0) : compactString(value);
    }

    /** Bytes behind their length in 32 bits. */
    public FieldWriter bytes(byte[] value) {
        return int32(value.length).raw(value);
    }

    /** How many elements a compact array has. */
    public FieldWriter compactCount(int count) {
        return unsignedVarint(count + 1);
    }

    public FieldWriter compactBytes(byte[] value) {
        return unsignedVarint(value.length + 1).raw(value);
    }

    /** The only tagged field of a flexible structure. */
    public FieldWriter onlyTag(int tag, FieldWriter field) {
        return unsignedVarint(1)
                .unsignedVarint(tag)
                .unsignedVarint(field.size)
                .raw(Arrays.copyOf(field.bytes, field.size));
    }

    /** Says that a flexible structure has no tagged fields. */
    public FieldWriter noTags() {
        return unsignedVarint(0);
    }

    private FieldWriter raw(byte[] value) {
        reserve(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    /** Everything that was written; nothing may be written after it. */
    public ByteBuffer toBuffer() {
        return ByteBuffer.wrap(bytes, 0, size);
    }
}
