package io.tailwater.records;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.RecordBatchHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Spoiled batches with a CRC that fits: what Kafka refuses is refused, and little else. */
class AgreementTest {

    /** -1 as a varint. */
    private static final byte NULL_LENGTH = 1;

    private final BufferPool pool = new BufferPool(1 << 20);
    private final RecordBatchFormat format = new RecordBatchFormat(pool);

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void agreesWithKafkaOnEveryFlippedBitOfTheHeader(CompressionType codec) {
        ByteBuffer batch = batch(codec);
        List<String> differences = new ArrayList<>();
        for (int bit = 0; bit < 8 * RecordBatchHeader.SIZE; bit++) {
            compareFlipped(batch, bit, differences);
        }
        assertThat(differences)
                .allMatch(difference -> difference.startsWith("stricter")
                        && (inField(difference, 21, 22) // LogAppendTime, or transactional without a producer id
                                || inField(difference, 51, 52))); // a negative producer epoch
    }

    @Test
    void agreesWithKafkaOnEveryFlippedBitOfPlainRecords() {
        ByteBuffer batch = batch(CompressionType.NONE);
        List<String> differences = new ArrayList<>();
        for (int bit = 8 * RecordBatchHeader.SIZE; bit < 8 * batch.limit(); bit++) {
            compareFlipped(batch, bit, differences);
        }
        // Kafka takes any negative length for null; other readers do not.
        assertThat(differences)
                .isNotEmpty()
                .allMatch(
                        difference -> difference.startsWith("stricter") && batch.get(place(difference)) == NULL_LENGTH);
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void refusesWhateverKafkaRefusesOfDamagedCompression(CompressionType codec) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ByteBuffer batch = batch(codec);
        for (int i = 0; i < 1_500; i++) {
            ByteBuffer spoiled = Batches.copy(batch, true, 0);
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                int at = RecordBatchHeader.SIZE + random.nextInt(batch.limit() - RecordBatchHeader.SIZE);
                spoiled.put(at, (byte) random.nextInt());
            }
            Batches.repaired(spoiled);
            boolean accepted = accepts(spoiled);
            if (accepted) {
                assertThat(KafkaVerdict.accepts(spoiled))
                        .as("seed %d, batch %d", seed, i)
                        .isTrue();
            }
        }
        assertThat(pool.lent()).isZero();
    }

    private void compareFlipped(ByteBuffer batch, int bit, List<String> differences) {
        ByteBuffer flipped = Batches.copy(batch, true, 0);
        int at = bit / 8;
        flipped.put(at, (byte) (flipped.get(at) ^ 1 << bit % 8));
        if (at >= RecordBatchHeader.CRC_COVERS_FROM) {
            Batches.repaired(flipped);
        }
        boolean ours = accepts(flipped);
        boolean kafkas = KafkaVerdict.accepts(flipped);
        if (ours != kafkas) {
            differences.add((kafkas ? "stricter" : "laxer") + " at byte " + at);
        }
    }

    private static boolean inField(String difference, int first, int last) {
        return place(difference) >= first && place(difference) <= last;
    }

    private static int place(String difference) {
        return Integer.parseInt(difference.substring(difference.lastIndexOf(' ') + 1));
    }

    private boolean accepts(ByteBuffer batch) {
        boolean whole = Batches.verdict(format, batch, Batches.LENIENT, Integer.MAX_VALUE) == null;
        boolean stepped = Batches.verdict(format, batch, Batches.LENIENT, 3) == null;
        assertThat(stepped).as("in small steps").isEqualTo(whole);
        return whole;
    }

    private static ByteBuffer batch(CompressionType codec) {
        Header[] headers = {new RecordHeader("trace", new byte[] {1, 2, 3}), new RecordHeader("empty", null)};
        SimpleRecord[] records = new SimpleRecord[12];
        for (int i = 0; i < records.length; i++) {
            byte[] key = i % 3 == 0 ? null : ("key" + i).getBytes(UTF_8);
            byte[] value = i % 5 == 4 ? null : "value ".repeat(i * 3).getBytes(UTF_8);
            records[i] = new SimpleRecord(1_000 + i * 100, key, value, i % 2 == 0 ? headers : new Header[0]);
        }
        ByteBuffer batch = Batches.of(codec, records);
        batch.putLong(43, 7).putShort(51, (short) 0).putInt(53, 0);
        return Batches.repaired(batch);
    }
}
