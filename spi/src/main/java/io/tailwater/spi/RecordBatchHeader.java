package io.tailwater.spi;

import java.nio.ByteBuffer;

/**
 * The header of a Kafka record batch, format v2, read in place. Stateless; every method takes the buffer and the index of
 * the batch's first byte, and neither moves the buffer's position. Big-endian, as on the wire.
 *
 * <pre>
 *   0  baseOffset            8      27  baseTimestamp         8
 *   8  batchLength           4      35  maxTimestamp          8
 *  12  partitionLeaderEpoch  4      43  producerId            8
 *  16  magic                 1      51  producerEpoch         2
 *  17  crc (CRC-32C)         4      53  baseSequence          4
 *  21  attributes            2      57  recordCount           4
 *  23  lastOffsetDelta       4      61  records
 * </pre>
 *
 * <p>{@code batchLength} counts the bytes after itself. The CRC covers everything from {@code attributes} to the end, so
 * base offset and leader epoch can be set by a broker without touching it. Source: Kafka documentation, "Record Batch".
 */
public final class RecordBatchHeader {

    /** Bytes before the first record. */
    public static final int SIZE = 61;

    /** Bytes of base offset and length, which {@code batchLength} does not count. */
    public static final int LENGTH_OVERHEAD = 12;

    /** Where the bytes that the CRC covers begin. */
    public static final int CRC_COVERS_FROM = 21;

    /** The only format kept. */
    public static final byte MAGIC = 2;

    private static final int LENGTH_AT = 8;
    private static final int LEADER_EPOCH_AT = 12;
    private static final int MAGIC_AT = 16;
    private static final int CRC_AT = 17;
    private static final int ATTRIBUTES_AT = 21;
    private static final int LAST_OFFSET_DELTA_AT = 23;
    private static final int BASE_TIMESTAMP_AT = 27;
    private static final int MAX_TIMESTAMP_AT = 35;
    private static final int PRODUCER_ID_AT = 43;
    private static final int PRODUCER_EPOCH_AT = 51;
    private static final int BASE_SEQUENCE_AT = 53;
    private static final int RECORD_COUNT_AT = 57;

    private static final int COMPRESSION_MASK = 0x07;
    private static final int LOG_APPEND_TIME_MASK = 0x08;
    private static final int TRANSACTIONAL_MASK = 0x10;
    private static final int CONTROL_MASK = 0x20;
    private static final int DELETE_HORIZON_MASK = 0x40;

    private RecordBatchHeader() {}

    public static long baseOffset(ByteBuffer buffer, int at) {
        return buffer.getLong(at);
    }

    public static void setBaseOffset(ByteBuffer buffer, int at, long baseOffset) {
        buffer.putLong(at, baseOffset);
    }

    /** The whole batch's size in bytes, header included; meaningless before the length was checked. */
    public static int sizeInBytes(ByteBuffer buffer, int at) {
        return LENGTH_OVERHEAD + buffer.getInt(at + LENGTH_AT);
    }

    public static int leaderEpoch(ByteBuffer buffer, int at) {
        return buffer.getInt(at + LEADER_EPOCH_AT);
    }

    public static void setLeaderEpoch(ByteBuffer buffer, int at, int leaderEpoch) {
        buffer.putInt(at + LEADER_EPOCH_AT, leaderEpoch);
    }

    public static byte magic(ByteBuffer buffer, int at) {
        return buffer.get(at + MAGIC_AT);
    }

    /** The stated CRC-32C, unsigned. */
    public static long crc(ByteBuffer buffer, int at) {
        return buffer.getInt(at + CRC_AT) & 0xffffffffL;
    }

    public static void setCrc(ByteBuffer buffer, int at, long crc) {
        buffer.putInt(at + CRC_AT, (int) crc);
    }

    public static short attributes(ByteBuffer buffer, int at) {
        return buffer.getShort(at + ATTRIBUTES_AT);
    }

    /** 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd; 5 to 7 do not exist. */
    public static int compression(ByteBuffer buffer, int at) {
        return attributes(buffer, at) & COMPRESSION_MASK;
    }

    public static boolean isLogAppendTime(ByteBuffer buffer, int at) {
        return (attributes(buffer, at) & LOG_APPEND_TIME_MASK) != 0;
    }

    /** Marks the batch as stamped by the broker; the CRC must be set anew. */
    public static void setLogAppendTime(ByteBuffer buffer, int at, long timestampMillis) {
        buffer.putShort(at + ATTRIBUTES_AT, (short) (attributes(buffer, at) | LOG_APPEND_TIME_MASK));
        buffer.putLong(at + MAX_TIMESTAMP_AT, timestampMillis);
    }

    public static boolean isTransactional(ByteBuffer buffer, int at) {
        return (attributes(buffer, at) & TRANSACTIONAL_MASK) != 0;
    }

    public static boolean isControl(ByteBuffer buffer, int at) {
        return (attributes(buffer, at) & CONTROL_MASK) != 0;
    }

    /** Whether the base timestamp says when compaction may take tombstones and markers away (KIP-534). */
    public static boolean hasDeleteHorizon(ByteBuffer buffer, int at) {
        return (attributes(buffer, at) & DELETE_HORIZON_MASK) != 0;
    }

    public static int lastOffsetDelta(ByteBuffer buffer, int at) {
        return buffer.getInt(at + LAST_OFFSET_DELTA_AT);
    }

    public static long lastOffset(ByteBuffer buffer, int at) {
        return baseOffset(buffer, at) + lastOffsetDelta(buffer, at);
    }

    public static long baseTimestamp(ByteBuffer buffer, int at) {
        return buffer.getLong(at + BASE_TIMESTAMP_AT);
    }

    public static long maxTimestamp(ByteBuffer buffer, int at) {
        return buffer.getLong(at + MAX_TIMESTAMP_AT);
    }

    /** -1 when the producer is not idempotent. */
    public static long producerId(ByteBuffer buffer, int at) {
        return buffer.getLong(at + PRODUCER_ID_AT);
    }

    public static short producerEpoch(ByteBuffer buffer, int at) {
        return buffer.getShort(at + PRODUCER_EPOCH_AT);
    }

    public static int baseSequence(ByteBuffer buffer, int at) {
        return buffer.getInt(at + BASE_SEQUENCE_AT);
    }

    public static int recordCount(ByteBuffer buffer, int at) {
        return buffer.getInt(at + RECORD_COUNT_AT);
    }
}
