package io.tailwater.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.record.TimestampedOffset;
import io.tailwater.spi.RecordBatchHeader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.SimpleRecord;

/** Whatever Kafka's builder makes is accepted, in steps of any size, and its timestamps are found. */
class RoundTripTest {

    private final BufferPool pool = new BufferPool(1 << 20);
    private final RecordBatchFormat format = new RecordBatchFormat(pool);

    @Property(tries = 150)
    void acceptsWhatKafkaBuilds(
            @ForAll CompressionType codec,
            @ForAll("records") List<SimpleRecord> records,
            @ForAll boolean direct,
            @ForAll @IntRange(max = 9) int before,
            @ForAll("budgets") int budget) {
        ByteBuffer batch = Batches.copy(Batches.of(codec, records.toArray(SimpleRecord[]::new)), direct, before);

        assertThat(Batches.verdict(format, batch, Batches.LENIENT, budget)).isNull();

        assertThat(batch.position()).isEqualTo(before);
        assertThat(batch.remaining()).isEqualTo(batch.capacity() - before);
        assertThat(pool.lent()).isZero();
    }

    @Property(tries = 60)
    void findsTheSameTimestampsAsASearchThroughTheRecords(
            @ForAll CompressionType codec, @ForAll("records") List<SimpleRecord> records, @ForAll("times") long time) {
        ByteBuffer batch = Batches.of(codec, records.toArray(SimpleRecord[]::new));
        batch.putLong(0, 1000);

        assertThat(format.firstAtOrAfter(batch, time))
                .isEqualTo(IntStream.range(0, records.size())
                        .filter(i -> records.get(i).timestamp() >= time)
                        .mapToObj(i -> new TimestampedOffset(records.get(i).timestamp(), 1000L + i))
                        .findFirst());
        long from = 1000L + records.size() / 2;
        assertThat(format.firstAtOrAfter(batch, time, from))
                .isEqualTo(IntStream.range(records.size() / 2, records.size())
                        .filter(i -> records.get(i).timestamp() >= time)
                        .mapToObj(i -> new TimestampedOffset(records.get(i).timestamp(), 1000L + i))
                        .findFirst());
        long largest = records.stream().mapToLong(SimpleRecord::timestamp).max().orElseThrow();
        assertThat(format.largestTimestamp(batch))
                .map(TimestampedOffset::timestampMillis)
                .hasValue(largest);
        assertThat(format.largestTimestamp(batch)).isEqualTo(format.firstAtOrAfter(batch, largest));
        assertThat(pool.lent()).isZero();
    }

    @Property(tries = 60)
    void givesEveryRecordOfABatchStampedByTheBrokerTheBatchsTime(
            @ForAll CompressionType codec, @ForAll("records") List<SimpleRecord> records) {
        ByteBuffer batch = Batches.of(codec, records.toArray(SimpleRecord[]::new));
        RecordBatchHeader.setLogAppendTime(batch, 0, 5_000);
        batch.putLong(0, 70);

        assertThat(format.largestTimestamp(batch)).hasValue(new TimestampedOffset(5_000, 70));
        assertThat(format.firstAtOrAfter(batch, 5_000)).hasValue(new TimestampedOffset(5_000, 70));
        assertThat(format.firstAtOrAfter(batch, 5_001)).isEqualTo(Optional.empty());
    }

    @Provide
    Arbitrary<List<SimpleRecord>> records() {
        return Combinators.combine(times(), bytes(), bytes(), headers())
                .as(SimpleRecord::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    @Provide
    Arbitrary<Long> times() {
        return Arbitraries.frequencyOf(
                Tuple.of(5, Arbitraries.longs().between(1000, 1100)),
                Tuple.of(1, Arbitraries.longs().between(0, Long.MAX_VALUE / 2)));
    }

    @Provide
    Arbitrary<Integer> budgets() {
        return Arbitraries.of(1, 7, 100, 16 << 10, 1 << 20, Integer.MAX_VALUE);
    }

    private Arbitrary<byte[]> bytes() {
        Arbitrary<byte[]> some =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(200).injectNull(0.2);
        Arbitrary<byte[]> many = Arbitraries.integers().between(1, 100_000).map(byte[]::new);
        return Arbitraries.frequencyOf(Tuple.of(20, some), Tuple.of(1, many));
    }

    private Arbitrary<Header[]> headers() {
        return Combinators.combine(Arbitraries.strings().ofMaxLength(70), bytes())
                .as((key, value) -> (Header) new RecordHeader(key, value))
                .array(Header[].class)
                .ofMaxSize(4);
    }
}
