package io.tailwater.storage.tck;

import io.tailwater.spi.RecordBatchHeader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * Builds valid record batches, format v2, with the JDK alone. Owned by one thread.
 *
 * <pre>
 *   ByteBuffer three = TestBatches.at(7).records(3).timestamps(1_000, 10).leaderEpoch(2).build();
 *   ByteBuffer exact = TestBatches.at(10).sizeInBytes(4096).build();
 * </pre>
 *
 * <p>Without further words a batch has one record of 32 random bytes without a key, timestamp 0, leader epoch 0 and no
 * producer. The bytes follow from offset, leader epoch and {@link #seed}: the same words build the same bytes.
 */
public final class TestBatches {

    /** The smallest batch of one record. */
    public static final int MIN_SIZE_IN_BYTES = RecordBatchHeader.SIZE + 7;

    private static final int DEFAULT_VALUE_BYTES = 32;

    private final long baseOffset;
    private int records = 1;
    private int lastOffsetDelta = -1;
    private int valueBytes = DEFAULT_VALUE_BYTES;
    private int sizeInBytes = -1;
    private long firstTimestampMillis;
    private long timestampStepMillis;
    private int leaderEpoch;
    private int attributes;
    private long producerId = -1;
    private short producerEpoch = -1;
    private int baseSequence = -1;
    private long seed;

    private TestBatches(long baseOffset) {
        this.baseOffset = baseOffset;
    }

    /** Begins a batch with this base offset. */
    public static TestBatches at(long baseOffset) {
        return new TestBatches(baseOffset);
    }

    /** How many records; none where compaction has left none. */
    public TestBatches records(int count) {
        this.records = count;
        return this;
    }

    /** How many offsets the batch spans, where compaction has left fewer records than that. */
    public TestBatches offsets(int count) {
        this.lastOffsetDelta = count - 1;
        return this;
    }

    /** The size of each record's value. */
    public TestBatches valueBytes(int bytes) {
        this.valueBytes = bytes;
        return this;
    }

    /**
     * The size of the whole batch, header included, reached by filling the last record; the others have empty values. A few
     * sizes do not exist, since lengths are of variable length: 126 and 8255 with one record.
     */
    public TestBatches sizeInBytes(int bytes) {
        this.sizeInBytes = bytes;
        return this;
    }

    /** The timestamp of every record; it is the batch's largest. */
    public TestBatches timestamp(long millis) {
        return timestamps(millis, 0);
    }

    /** The first record's timestamp, and how much later each next one is; a negative step makes the first the largest. */
    public TestBatches timestamps(long firstMillis, long stepMillis) {
        this.firstTimestampMillis = firstMillis;
        this.timestampStepMillis = stepMillis;
        return this;
    }

    public TestBatches leaderEpoch(int epoch) {
        this.leaderEpoch = epoch;
        return this;
    }

    /** The attribute bits as on the wire: 0x07 compression, 0x08 log append time, 0x10 transactional, 0x20 control. */
    public TestBatches attributes(int bits) {
        this.attributes = bits;
        return this;
    }

    /** An idempotent producer's id, epoch, and the sequence number of the first record. */
    public TestBatches producer(long id, int epoch, int sequence) {
        this.producerId = id;
        this.producerEpoch = (short) epoch;
        this.baseSequence = sequence;
        return this;
    }

    /** Chooses other random bytes for keys and values. */
    public TestBatches seed(long value) {
        this.seed = value;
        return this;
    }

    /** The batch, ready to be read. */
    public ByteBuffer build() {
        if (sizeInBytes < 0) {
            return assemble(valueBytes, valueBytes, 0);
        }
        // A longer value can make its varint lengths longer too, and so miss a size by a byte or two: a key fills
        // these.
        for (int keyBytes = 0; keyBytes < 4; keyBytes++) {
            int most = sizeInBytes - assemble(0, 0, keyBytes).remaining();
            for (int lastValueBytes = Math.max(0, most - 8); lastValueBytes <= most; lastValueBytes++) {
                ByteBuffer batch = assemble(0, lastValueBytes, keyBytes);
                if (batch.remaining() == sizeInBytes) {
                    return batch;
                }
            }
        }
        throw new IllegalArgumentException("no batch of " + records + " records has " + sizeInBytes + " bytes");
    }

    /** Several batches in one buffer, ready to be read. */
    public static ByteBuffer concat(List<ByteBuffer> batches) {
        ByteBuffer all = ByteBuffer.allocate(
                batches.stream().mapToInt(ByteBuffer::remaining).sum());
        batches.forEach(batch -> all.put(batch.duplicate()));
        return all.flip();
    }

    /** The single batches of a buffer, each with a copy of its bytes; the buffer's position stays. */
    public static List<ByteBuffer> split(ByteBuffer batches) {
        List<ByteBuffer> parts = new ArrayList<>();
        int at = batches.position();
        while (at < batches.limit()) {
            int size = RecordBatchHeader.sizeInBytes(batches, at);
            if (size < RecordBatchHeader.SIZE || size > batches.limit() - at) {
                throw new IllegalArgumentException("no whole batch at " + at + " of " + batches);
            }
            parts.add(ByteBuffer.allocate(size).put(batches.slice(at, size)).flip());
            at += size;
        }
        return parts;
    }

    /** Sets the CRC-32C that the bytes of a single batch have now; for tests that change a header. */
    public static ByteBuffer seal(ByteBuffer batch) {
        RecordBatchHeader.setCrc(batch, batch.position(), computedCrc(batch));
        return batch;
    }

    /** Whether a single batch's CRC-32C is that of its bytes. */
    public static boolean isIntact(ByteBuffer batch) {
        return RecordBatchHeader.crc(batch, batch.position()) == computedCrc(batch);
    }

    private static long computedCrc(ByteBuffer batch) {
        CRC32C crc = new CRC32C();
        int from = RecordBatchHeader.CRC_COVERS_FROM;
        crc.update(batch.slice(batch.position() + from, batch.remaining() - from));
        return crc.getValue();
    }

    private ByteBuffer assemble(int earlierValueBytes, int lastValueBytes, int keyBytes) {
        SplittableRandom random = new SplittableRandom(seed * 31 + baseOffset * 1_000_003L + leaderEpoch);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int i = 0; i < records; i++) {
            writeRecord(body, random, i, i == records - 1 ? lastValueBytes : earlierValueBytes, keyBytes);
        }
        int size = RecordBatchHeader.SIZE + body.size();
        long lastTimestampMillis = firstTimestampMillis + timestampStepMillis * (records - 1);
        ByteBuffer batch = ByteBuffer.allocate(size)
                .putLong(baseOffset)
                .putInt(size - RecordBatchHeader.LENGTH_OVERHEAD)
                .putInt(leaderEpoch)
                .put(RecordBatchHeader.MAGIC)
                .putInt(0)
                .putShort((short) attributes)
                .putInt(Math.max(lastOffsetDelta, records - 1))
                .putLong(firstTimestampMillis)
                .putLong(Math.max(firstTimestampMillis, lastTimestampMillis))
                .putLong(producerId)
                .putShort(producerEpoch)
                .putInt(baseSequence)
                .putInt(records)
                .put(body.toByteArray())
                .flip();
        return seal(batch);
    }

    private void writeRecord(
            ByteArrayOutputStream out, SplittableRandom random, int index, int valueBytes, int keyBytes) {
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.write(0); // attributes: none are defined
        writeVarlong(record, timestampStepMillis * index);
        writeVarlong(record, index);
        writeVarlong(record, keyBytes == 0 ? -1 : keyBytes);
        record.writeBytes(randomBytes(random, keyBytes));
        writeVarlong(record, valueBytes);
        record.writeBytes(randomBytes(random, valueBytes));
        writeVarlong(record, 0); // headers
        writeVarlong(out, record.size());
        out.writeBytes(record.toByteArray());
    }

    private static byte[] randomBytes(SplittableRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Zigzag, then seven bits a byte, lowest first. */
    private static void writeVarlong(ByteArrayOutputStream out, long value) {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
