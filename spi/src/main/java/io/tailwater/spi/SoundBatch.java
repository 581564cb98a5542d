package io.tailwater.spi;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Tells whole batches from damaged bytes. Stateless; every method takes a buffer and the index of a byte in it, below the
 * buffer's limit, and leaves its position alone.
 */
public final class SoundBatch {

    private static final int MAGIC_AT = 16;

    private SoundBatch() {}

    /**
     * The size in bytes of the batch that begins here, when its header can be right: of the only format there is, no longer
     * than what the buffer has, offsets that do not fall. 0 when it cannot.
     */
    public static int sizeOf(ByteBuffer bytes, int at) {
        return sizeOf(bytes, at, bytes.limit() - at);
    }

    /**
     * As {@link #sizeOf(ByteBuffer, int)}, where the buffer has the header only.
     *
     * @param available how many bytes the batch can have at most
     */
    public static int sizeOf(ByteBuffer bytes, int at, int available) {
        if (available < RecordBatchHeader.SIZE
                || RecordBatchHeader.magic(bytes, at) != RecordBatchHeader.MAGIC
                || RecordBatchHeader.lastOffsetDelta(bytes, at) < 0
                || RecordBatchHeader.baseOffset(bytes, at) < 0) {
            return 0;
        }
        int size = RecordBatchHeader.sizeInBytes(bytes, at);
        return size >= RecordBatchHeader.SIZE && size <= available ? size : 0;
    }

    /** Whether the CRC is that of the bytes it covers; of a batch whose size is what {@link #sizeOf} says. */
    public static boolean hasGoodCrc(ByteBuffer bytes, int at, int sizeInBytes) {
        CRC32C crc = new CRC32C();
        crc.update(
                bytes.slice(at + RecordBatchHeader.CRC_COVERS_FROM, sizeInBytes - RecordBatchHeader.CRC_COVERS_FROM));
        return crc.getValue() == RecordBatchHeader.crc(bytes, at);
    }

    /**
     * Where the next whole batch with a good CRC begins, wherever the one before ended: a damaged length says nothing of that.
     *
     * @param from where to begin to look
     * @param minOffset the least base offset it may have
     * @param endOffset all its offsets are below this
     * <p>Something that cannot be a batch must not follow it: a record may have a batch in its value.
     *
     * @return its index, or -1 when there is none
     */
    public static int find(ByteBuffer bytes, int from, long minOffset, long endOffset) {
        for (int at = from; at + RecordBatchHeader.SIZE <= bytes.limit(); at++) {
            if (bytes.get(at + MAGIC_AT) != RecordBatchHeader.MAGIC) {
                continue;
            }
            long baseOffset = RecordBatchHeader.baseOffset(bytes, at);
            if (baseOffset < minOffset || baseOffset >= endOffset) {
                continue;
            }
            int size = sizeOf(bytes, at);
            if (size > 0
                    && RecordBatchHeader.lastOffset(bytes, at) < endOffset
                    && hasGoodCrc(bytes, at, size)
                    && (at + size == bytes.limit() || sizeOf(bytes, at + size) > 0)) {
                return at;
            }
        }
        return -1;
    }
}
