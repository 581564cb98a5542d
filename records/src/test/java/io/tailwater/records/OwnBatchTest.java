package io.tailwater.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.core.record.BatchBuilder;
import io.tailwater.core.record.RecordHeader;
import io.tailwater.core.record.RecordScan;
import io.tailwater.spi.StorageException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The batches that the broker writes itself: Kafka reads them as they were meant, and so do we what Kafka writes. */
class OwnBatchTest {

    /** A record as either side sees it. */
    record Seen(long offset, long timestampMillis, ByteBuffer key, ByteBuffer value, List<RecordHeader> headers) {}

    private final BufferPool pool = new BufferPool(1 << 20);
    private final RecordBatchFormat format = new RecordBatchFormat(pool);

    @Property(tries = 200)
    void kafkaReadsWhatIsBuilt(@ForAll("records") List<SimpleRecord> records) {
        BatchBuilder builder = format.newBatch(-1, (short) -1);
        records.forEach(record -> add(builder, record));
        int size = builder.sizeInBytes();
        ByteBuffer batch = builder.build();

        assertThat(batch.remaining()).isEqualTo(size);
        MutableRecordBatch read = MemoryRecords.readableRecords(batch.duplicate())
                .batches()
                .iterator()
                .next();
        read.ensureValid();
        assertThat(read.isTransactional()).isFalse();
        assertThat(read.countOrNull()).isEqualTo(records.size());
        assertThat(read.maxTimestamp())
                .isEqualTo(records.stream()
                        .mapToLong(SimpleRecord::timestamp)
                        .max()
                        .orElseThrow());
        assertThat(asKafkaReads(read)).isEqualTo(asMeant(records)).isEqualTo(read(batch));
    }

    @Property(tries = 200)
    void readsWhatKafkaBuilds(@ForAll CompressionType codec, @ForAll("records") List<SimpleRecord> records) {
        assertThat(read(Batches.of(codec, records.toArray(SimpleRecord[]::new))))
                .isEqualTo(asMeant(records));
        assertThat(pool.lent()).isZero();
    }

    @Property(tries = 200)
    void scansTheSameRecordsFromAnyOffsetUntilNoMoreAreWanted(
            @ForAll CompressionType codec,
            @ForAll("records") List<SimpleRecord> records,
            @ForAll @IntRange(max = 40) int from,
            @ForAll @IntRange(min = 1, max = 40) int count) {
        ByteBuffer batch = Batches.of(codec, records.toArray(SimpleRecord[]::new));
        List<Seen> meant = asMeant(records);
        int first = Math.min(from, meant.size());
        assertThat(scan(batch, from, count, Integer.MAX_VALUE))
                .isEqualTo(meant.subList(first, Math.min(first + count, meant.size())));
        assertThat(pool.lent()).isZero();
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void tellsOnlyTheSizeOfALargeRecordAndGoesOn(CompressionType codec) {
        SimpleRecord small = new SimpleRecord(1, new byte[3], new byte[3]);
        SimpleRecord large = new SimpleRecord(1, new byte[3], new byte[5 << 20]);
        ByteBuffer batch = Batches.of(codec, small, large, small, large);
        List<Long> tooLarge = new ArrayList<>();
        List<Long> taken = new ArrayList<>();
        format.scan(batch, 0, 1 << 20, new RecordScan() {
            @Override
            public boolean take(long offset, long time, ByteBuffer key, ByteBuffer value, List<RecordHeader> headers) {
                return taken.add(offset);
            }

            @Override
            public boolean tooLarge(long offset, int sizeInBytes) {
                assertThat(sizeInBytes).isBetween(5 << 20, (5 << 20) + 30);
                return tooLarge.add(offset);
            }
        });
        assertThat(taken).containsExactly(0L, 2L);
        assertThat(tooLarge).containsExactly(1L, 3L);
        assertThat(pool.lent()).isZero();
    }

    @Test
    void kafkaSeesWhoseTransactionABatchBelongsTo() {
        BatchBuilder builder = format.newBatch(7, (short) 3);
        builder.append(5, bytes("key"), null);
        MutableRecordBatch read = MemoryRecords.readableRecords(builder.build())
                .batches()
                .iterator()
                .next();
        assertThat(read.isTransactional()).isTrue();
        assertThat(read.producerId()).isEqualTo(7);
        assertThat(read.producerEpoch()).isEqualTo((short) 3);
        assertThat(read.baseSequence()).isEqualTo(-1);
    }

    @Property(tries = 300)
    void saysOfAnyDamageThatItIsDamage(@ForAll("records") List<SimpleRecord> records, @ForAll int where) {
        BatchBuilder builder = format.newBatch(-1, (short) -1);
        records.forEach(record -> add(builder, record));
        ByteBuffer batch = builder.build();
        int at = 16 + Math.floorMod(where, batch.remaining() - 16);
        batch.put(at, (byte) (batch.get(at) ^ 0x20));
        if (at == 16) {
            return; // the magic number, which the storage looked at
        }
        assertThatThrownBy(() -> read(batch)).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> scan(batch, 0, 99, 1 << 20)).isInstanceOf(StorageException.class);
    }

    @Test
    void saysOfALyingLengthThatItIsDamage() {
        ByteBuffer batch = Batches.of(CompressionType.NONE, new SimpleRecord(1, new byte[3], new byte[3]));
        batch.put(batch.limit() - 5, (byte) 100);
        ByteBuffer lying = Batches.repaired(batch);
        assertThatThrownBy(() -> read(lying)).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> scan(lying, 0, 99, 1 << 20)).isInstanceOf(StorageException.class);
    }

    private List<Seen> read(ByteBuffer batch) {
        List<Seen> seen = new ArrayList<>();
        format.read(
                batch,
                (offset, timestamp, key, value, headers) -> seen.add(new Seen(offset, timestamp, key, value, headers)));
        return seen;
    }

    private List<Seen> scan(ByteBuffer batch, long from, int count, int maxRecordBytes) {
        List<Seen> seen = new ArrayList<>();
        format.scan(batch, from, maxRecordBytes, new RecordScan() {
            @Override
            public boolean take(long offset, long time, ByteBuffer key, ByteBuffer value, List<RecordHeader> headers) {
                List<RecordHeader> copied = headers.stream()
                        .map(header -> new RecordHeader(header.name(), copy(header.value())))
                        .toList();
                seen.add(new Seen(offset, time, copy(key), copy(value), copied));
                return seen.size() < count;
            }

            @Override
            public boolean tooLarge(long offset, int sizeInBytes) {
                throw new AssertionError("nothing is too large");
            }
        });
        return seen;
    }

    private static ByteBuffer copy(ByteBuffer view) {
        return view == null
                ? null
                : ByteBuffer.allocate(view.remaining()).put(view.duplicate()).flip();
    }

    private static List<Seen> asKafkaReads(Iterable<Record> records) {
        List<Seen> seen = new ArrayList<>();
        records.forEach(record -> seen.add(new Seen(
                record.offset(), record.timestamp(), record.key(), record.value(), headers(record.headers()))));
        return seen;
    }

    private static List<Seen> asMeant(List<SimpleRecord> records) {
        List<Seen> seen = new ArrayList<>();
        records.forEach(record -> seen.add(
                new Seen(seen.size(), record.timestamp(), record.key(), record.value(), headers(record.headers()))));
        return seen;
    }

    private static void add(BatchBuilder builder, SimpleRecord record) {
        builder.append(record.timestamp(), record.key(), record.value(), headers(record.headers()));
    }

    private static List<RecordHeader> headers(Header... headers) {
        return Arrays.stream(headers)
                .map(header ->
                        new RecordHeader(header.key(), header.value() == null ? null : ByteBuffer.wrap(header.value())))
                .toList();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<List<SimpleRecord>> records() {
        Arbitrary<byte[]> bytes =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(300).injectNull(0.2);
        Arbitrary<Long> times = Arbitraries.longs().between(0, Long.MAX_VALUE / 4);
        Arbitrary<Header[]> headers = Combinators.combine(Arbitraries.strings().ofMaxLength(8), bytes)
                .as((name, value) -> (Header) new org.apache.kafka.common.header.internals.RecordHeader(name, value))
                .array(Header[].class)
                .ofMaxSize(3);
        return Combinators.combine(times, bytes, bytes, headers)
                .as(SimpleRecord::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }
}
