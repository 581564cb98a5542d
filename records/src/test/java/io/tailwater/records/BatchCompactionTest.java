package io.tailwater.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.core.record.RecordFilter.Verdict;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.spi.StorageException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is left of batches, read by Kafka's own classes. */
class BatchCompactionTest {

    private static final long BASE_OFFSET = 4000;
    private static final long HORIZON = 1_800_000_000_000L;

    private final BufferPool pool = new BufferPool(8 << 20);
    private final RecordBatchFormat format = new RecordBatchFormat(pool);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** 200 records with 50 keys, some large, some without value, with headers. */
    private static ByteBuffer batch(CompressionType codec) {
        SplittableRandom random = new SplittableRandom(7);
        List<SimpleRecord> records = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String value = i % 5 == 0 ? null : ("value " + i + " ").repeat(i == 77 ? 20_000 : random.nextInt(1, 30));
            Header[] headers = i % 3 == 0 ? new Header[] {new RecordHeader("h" + i, bytes("x"))} : new Header[0];
            records.add(new SimpleRecord(
                    1_700_000_000_000L + random.nextInt(100_000),
                    bytes("key " + i % 50 + (i % 50 == 3 ? " long".repeat(9000) : "")),
                    value == null ? null : bytes(value),
                    headers));
        }
        ByteBuffer batch = MemoryRecords.withIdempotentRecords(
                        BASE_OFFSET,
                        Compression.of(codec).build(),
                        31L,
                        (short) 2,
                        17,
                        5,
                        records.toArray(new SimpleRecord[0]))
                .buffer();
        return Batches.copy(batch, true, 3);
    }

    private static RecordBatch kafka(ByteBuffer batch) {
        RecordBatch read = MemoryRecords.readableRecords(batch.duplicate())
                .batches()
                .iterator()
                .next();
        read.ensureValid();
        return read;
    }

    private static List<Record> records(ByteBuffer batch) {
        List<Record> records = new ArrayList<>();
        kafka(batch).forEach(records::add);
        return records;
    }

    private static String text(Record record) {
        return record.offset() + " " + record.timestamp() + " " + StandardCharsets.UTF_8.decode(record.key()) + " "
                + (record.hasValue() ? StandardCharsets.UTF_8.decode(record.value()) : "none") + " "
                + List.of(record.headers());
    }

    @ParameterizedTest
    @EnumSource(
            value = CompressionType.class,
            names = {"NONE", "GZIP", "SNAPPY", "LZ4", "ZSTD"})
    void keepsTheRecordsThatAreToStayAsTheyWere(CompressionType codec) {
        ByteBuffer batch = batch(codec);

        ByteBuffer left = format.compact(
                batch, (offset, hasKey, high, low, hasValue) -> offset % 7 == 0 ? Verdict.KEEP : Verdict.DROP, HORIZON);

        RecordBatch before = kafka(batch);
        RecordBatch after = kafka(left);
        assertThat(records(left).stream().map(BatchCompactionTest::text).toList())
                .hasSize(28)
                .isEqualTo(records(batch).stream()
                        .filter(record -> record.offset() % 7 == 0)
                        .map(BatchCompactionTest::text)
                        .toList());
        assertThat(after.baseOffset()).isEqualTo(before.baseOffset());
        assertThat(after.lastOffset()).isEqualTo(before.lastOffset());
        assertThat(after.compressionType()).isEqualTo(codec);
        assertThat(after.producerId()).isEqualTo(31);
        assertThat(after.producerEpoch()).isEqualTo((short) 2);
        assertThat(after.baseSequence()).isEqualTo(17);
        assertThat(after.lastSequence()).isEqualTo(before.lastSequence());
        assertThat(after.partitionLeaderEpoch()).isEqualTo(5);
        assertThat(after.deleteHorizonMs()).isEmpty();
        assertThat(after.maxTimestamp())
                .isEqualTo(records(left).stream()
                        .mapToLong(Record::timestamp)
                        .max()
                        .orElseThrow());
        assertThat(pool.lent()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = CompressionType.class,
            names = {"NONE", "GZIP", "SNAPPY", "LZ4", "ZSTD"})
    void setsAHorizonOnceAndLeavesTimestampsAsTheyWere(CompressionType codec) {
        ByteBuffer batch = batch(codec);

        ByteBuffer left = format.compact(
                batch,
                (offset, hasKey, high, low, hasValue) -> hasValue ? Verdict.KEEP : Verdict.KEEP_FOR_A_WHILE,
                HORIZON);

        assertThat(kafka(left).deleteHorizonMs()).hasValue(HORIZON);
        assertThat(RecordBatchHeader.hasDeleteHorizon(left, 0)).isTrue();
        assertThat(RecordBatchHeader.baseTimestamp(left, 0)).isEqualTo(HORIZON);
        assertThat(records(left).stream().map(BatchCompactionTest::text).toList())
                .isEqualTo(
                        records(batch).stream().map(BatchCompactionTest::text).toList());
        assertThat(kafka(left).maxTimestamp()).isEqualTo(kafka(batch).maxTimestamp());
        ByteBuffer again =
                format.compact(left, (offset, hasKey, high, low, hasValue) -> Verdict.KEEP_FOR_A_WHILE, HORIZON + 5);
        assertThat(again).isSameAs(left);
        ByteBuffer less = format.compact(
                left, (offset, hasKey, high, low, hasValue) -> hasValue ? Verdict.KEEP : Verdict.DROP, HORIZON + 5);
        assertThat(kafka(less).deleteHorizonMs()).hasValue(HORIZON);
        assertThat(records(less)).hasSize(160).allMatch(Record::hasValue);
    }

    @Test
    void givesTheSameBatchWhereEverythingStaysAndNoneWhereNothingDoes() {
        ByteBuffer batch = batch(CompressionType.LZ4);

        assertThat(format.compact(batch, (offset, hasKey, high, low, hasValue) -> Verdict.KEEP, HORIZON))
                .isSameAs(batch);
        assertThat(format.compact(batch, (offset, hasKey, high, low, hasValue) -> Verdict.DROP, HORIZON))
                .isNull();
        assertThat(batch.position()).isEqualTo(3);
    }

    @Test
    void tellsKeysApartAndTheSameKeyAgain() {
        ByteBuffer batch = batch(CompressionType.ZSTD);
        Map<Long, List<Long>> hashes = new HashMap<>();
        Set<List<Long>> distinct = new HashSet<>();

        format.scanKeys(batch, (offset, high, low) -> {
            hashes.put(offset, List.of(high, low));
            distinct.add(List.of(high, low));
        });

        assertThat(hashes).hasSize(200);
        assertThat(distinct).hasSize(50);
        assertThat(hashes.get(BASE_OFFSET + 3)).isEqualTo(hashes.get(BASE_OFFSET + 53));
        format.compact(
                batch,
                (offset, hasKey, high, low, hasValue) -> {
                    assertThat(hasKey).isTrue();
                    assertThat(List.of(high, low)).isEqualTo(hashes.get(offset));
                    return Verdict.DROP;
                },
                HORIZON);
    }

    @Test
    void saysWhichRecordsHaveNoKeyAndKeepsWhatTheBrokerStamped() {
        ByteBuffer batch = MemoryRecords.withRecords(
                        RecordBatch.MAGIC_VALUE_V2,
                        9,
                        Compression.NONE,
                        TimestampType.LOG_APPEND_TIME,
                        new SimpleRecord(5, null, bytes("a")),
                        new SimpleRecord(6, bytes(""), bytes("b")))
                .buffer();
        long stamp = kafka(batch).maxTimestamp();
        List<Boolean> keys = new ArrayList<>();

        ByteBuffer left = format.compact(
                batch,
                (offset, hasKey, high, low, hasValue) -> {
                    keys.add(hasKey);
                    return offset == 10 ? Verdict.KEEP_FOR_A_WHILE : Verdict.DROP;
                },
                HORIZON);

        assertThat(keys).containsExactly(false, true);
        assertThat(records(left))
                .singleElement()
                .satisfies(record -> assertThat(record.timestamp()).isEqualTo(stamp));
        assertThat(kafka(left).maxTimestamp()).isEqualTo(stamp);
    }

    @Test
    void refusesADamagedBatch() {
        ByteBuffer batch = batch(CompressionType.NONE);
        batch.put(500, (byte) ~batch.get(500));

        assertThatThrownBy(() -> format.scanKeys(batch, (offset, high, low) -> {}))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT));
        assertThatThrownBy(() -> format.compact(batch, (offset, hasKey, high, low, hasValue) -> Verdict.KEEP, HORIZON))
                .isInstanceOf(StorageException.class);
    }
}
