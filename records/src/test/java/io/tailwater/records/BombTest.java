package io.tailwater.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.record.BatchCheck;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.spi.RecordBatchHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.utils.internals.ByteBufferOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Small batches that claim to be huge cost time, in slices, but no memory. */
class BombTest {

    private static final int BOMB_BYTES = 200 << 20;
    private static final int SLICE_BYTES = 64 << 10;

    private final BufferPool pool = new BufferPool(8 << 20);
    private final RecordBatchFormat format = new RecordBatchFormat(pool);

    @ParameterizedTest
    @EnumSource(
            value = CompressionType.class,
            names = {"GZIP", "SNAPPY", "LZ4", "ZSTD"})
    void readsAHugeRecordInSlicesWithoutHoldingIt(CompressionType codec) throws IOException {
        ByteBuffer bomb = bomb(codec);
        long allocatedBefore = allocatedBytes();
        int slices = 0;

        try (BatchCheck check = format.check(bomb, Batches.LENIENT)) {
            while (!check.advance(SLICE_BYTES)) {
                slices++;
            }
            assertThat(check.error()).isNull();
        }

        assertThat(slices).isBetween(BOMB_BYTES / SLICE_BYTES / 2, 2 * BOMB_BYTES / SLICE_BYTES + 2);
        assertThat(allocatedBytes() - allocatedBefore).isLessThan(16 << 20);
        assertThat(pool.lent()).isZero();
    }

    @Test
    void givesBackItsBuffersWhenClosedHalfWay() throws IOException {
        for (CompressionType codec : CompressionType.values()) {
            BatchCheck check = format.check(Batches.alike(codec, 2_000, 100), Batches.LENIENT);
            assertThat(check.advance(20_000)).isFalse();
            assertThat(check.advance(20_000)).isFalse();
            check.close();
            check.close();
            assertThat(pool.lent()).as(codec.name).isZero();
        }
        assertThat(pool.retainedBytes()).isPositive().isLessThanOrEqualTo(8 << 20);
    }

    /** A few bytes that claim two gigabytes: a decoder that allocates what is claimed would give up the process. */
    @Test
    void allocatesNothingForWhatSnappyClaims() {
        byte[] claim = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07, 0, 1};
        ByteBuffer batch = withRecords(CompressionType.SNAPPY, claim, 1);
        assertThat(verdict(batch)).isEqualTo(ErrorCode.CORRUPT_MESSAGE); // which loads classes
        long allocatedBefore = allocatedBytes();

        ErrorCode again = verdict(batch);

        assertThat(allocatedBytes() - allocatedBefore).isLessThan(1 << 20);
        assertThat(again).isEqualTo(ErrorCode.CORRUPT_MESSAGE);
    }

    private ErrorCode verdict(ByteBuffer batch) {
        return Batches.verdict(format, batch, Batches.LENIENT, Integer.MAX_VALUE)
                .code();
    }

    @Test
    void readsGzipOfManyMembers() throws IOException {
        ByteBuffer plain = Batches.alike(CompressionType.NONE, 50, 100);
        byte[] records = new byte[plain.limit() - RecordBatchHeader.SIZE];
        plain.get(RecordBatchHeader.SIZE, records);
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        for (int at = 0; at < records.length; at += 1000) {
            try (OutputStream member = new GZIPOutputStream(members)) {
                member.write(records, at, Math.min(1000, records.length - at));
            }
        }
        ByteBuffer batch = withRecords(CompressionType.GZIP, members.toByteArray(), 50);
        assertThat(Batches.verdict(format, batch, Batches.LENIENT, 100)).isNull();
    }

    /** One record whose value is all zeros. */
    private static ByteBuffer bomb(CompressionType codec) throws IOException {
        ByteBufferOutputStream out = new ByteBufferOutputStream(16 << 20);
        try (OutputStream compressed = Compression.of(codec).build().wrapForOutput(out, (byte) 2)) {
            int body = 3 + 1 + 5 + BOMB_BYTES + 1;
            writeVarint(compressed, body);
            compressed.write(new byte[] {0, 0, 0, 1});
            writeVarint(compressed, BOMB_BYTES);
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < BOMB_BYTES / zeros.length; i++) {
                compressed.write(zeros);
            }
            compressed.write(0);
        }
        byte[] bytes = new byte[out.buffer().flip().remaining()];
        out.buffer().get(bytes);
        return withRecords(codec, bytes, 1);
    }

    private static ByteBuffer withRecords(CompressionType codec, byte[] records, int count) {
        ByteBuffer header = Batches.alike(CompressionType.NONE, count, 1);
        ByteBuffer batch = ByteBuffer.allocateDirect(RecordBatchHeader.SIZE + records.length);
        batch.put(header.slice(0, RecordBatchHeader.SIZE)).put(records).flip();
        batch.putInt(8, batch.limit() - RecordBatchHeader.LENGTH_OVERHEAD);
        batch.putShort(21, codec.id);
        return Batches.repaired(batch);
    }

    private static void writeVarint(OutputStream out, int value) throws IOException {
        int folded = value << 1;
        while (folded >>> 7 != 0) {
            out.write((folded & 0x7f) | 0x80);
            folded >>>= 7;
        }
        out.write(folded);
    }

    private static long allocatedBytes() {
        var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
