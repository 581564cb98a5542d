package io.tailwater.records;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.record.CheckRules;
import io.tailwater.core.record.RecordFormat;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.spi.RecordBatchHeader;
import java.nio.ByteBuffer;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each thing that is refused, and with which of Kafka's errors. */
class RefusalTest {

    private static final int PRODUCER_ID_AT = 43;
    private static final int EPOCH_AT = 51;
    private static final int SEQUENCE_AT = 53;
    private static final int COUNT_AT = 57;

    private final BufferPool pool = new BufferPool(1 << 20);
    private final RecordBatchFormat format = new RecordBatchFormat(pool);

    @Test
    void isFoundAsAService() {
        assertThat(ServiceLoader.load(RecordFormat.class)).hasExactlyElementsOfTypes(RecordBatchFormat.class);
    }

    @Test
    void refusesNothingAtAll() {
        assertThat(code(ByteBuffer.allocate(0))).isEqualTo(ErrorCode.INVALID_RECORD);
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void refusesABatchCutAtAnyByte(CompressionType codec) {
        ByteBuffer batch = batch(codec);
        for (int size = 1; size < batch.limit(); size++) {
            assertThat(code(batch.slice(0, size))).as("%d bytes", size).isEqualTo(ErrorCode.CORRUPT_MESSAGE);
        }
    }

    /** The length and the CRC fit, so only the records tell: they end early, or their compression does. */
    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void refusesRecordsCutAtAnyByteBehindAHeaderThatFits(CompressionType codec) {
        ByteBuffer batch = batch(codec);
        for (int size = RecordBatchHeader.SIZE; size < batch.limit(); size++) {
            ByteBuffer cut = Batches.copy(batch.slice(0, size), true, 0);
            cut.putInt(8, size - RecordBatchHeader.LENGTH_OVERHEAD);
            assertThat(code(Batches.repaired(cut)))
                    .as("%d bytes", size)
                    .isIn(ErrorCode.INVALID_RECORD, ErrorCode.CORRUPT_MESSAGE);
        }
    }

    @Test
    void refusesTwoBatches() {
        ByteBuffer one = batch(CompressionType.NONE);
        ByteBuffer two = ByteBuffer.allocate(2 * one.limit());
        two.put(one.duplicate()).put(one.duplicate()).flip();
        assertThat(code(two)).isEqualTo(ErrorCode.INVALID_RECORD);
    }

    @Test
    void refusesABatchLargerThanTheTopicAccepts() {
        ByteBuffer batch = batch(CompressionType.NONE);
        assertThat(code(batch, rules(batch.limit() - 1, false, Long.MIN_VALUE, Long.MAX_VALUE)))
                .isEqualTo(ErrorCode.MESSAGE_TOO_LARGE);
        assertThat(code(batch, rules(batch.limit(), false, Long.MIN_VALUE, Long.MAX_VALUE)))
                .isNull();
    }

    @Test
    void refusesOtherFormats() {
        assertThat(spoiled(batch -> batch.put(16, (byte) 0))).isEqualTo(ErrorCode.INVALID_RECORD);
        assertThat(spoiled(batch -> batch.put(16, (byte) 1))).isEqualTo(ErrorCode.INVALID_RECORD);
        assertThat(spoiled(batch -> batch.put(16, (byte) 3))).isEqualTo(ErrorCode.CORRUPT_MESSAGE);
        assertThat(spoiled(batch -> batch.put(16, (byte) -1))).isEqualTo(ErrorCode.CORRUPT_MESSAGE);
    }

    @Test
    void refusesADamagedByteAnywhereUnderTheCrc() {
        ByteBuffer batch = batch(CompressionType.LZ4);
        for (int at = RecordBatchHeader.CRC_COVERS_FROM; at < batch.limit(); at++) {
            batch.put(at, (byte) (batch.get(at) ^ 0x10));
            assertThat(code(batch)).as("byte %d", at).isEqualTo(ErrorCode.CORRUPT_MESSAGE);
            batch.put(at, (byte) (batch.get(at) ^ 0x10));
        }
        assertThat(code(batch)).isNull();
    }

    @Test
    void refusesLyingCounts() {
        assertThat(spoiled(batch -> batch.putInt(COUNT_AT, 0))).isEqualTo(ErrorCode.INVALID_RECORD);
        assertThat(spoiled(batch -> batch.putInt(COUNT_AT, -1))).isEqualTo(ErrorCode.INVALID_RECORD);
        assertThat(spoiled(batch -> batch.putInt(COUNT_AT, 4))).isEqualTo(ErrorCode.INVALID_RECORD);
        assertThat(spoiled(batch -> batch.putInt(23, 1))).isEqualTo(ErrorCode.INVALID_RECORD);
        for (CompressionType codec : CompressionType.values()) {
            for (int count : new int[] {1, 2, 4, 1000, Integer.MAX_VALUE}) {
                ByteBuffer batch = batch(codec);
                batch.putInt(COUNT_AT, count).putInt(23, count - 1);
                assertThat(code(Batches.repaired(batch)))
                        .as("%s %d", codec, count)
                        .isEqualTo(ErrorCode.INVALID_RECORD);
            }
        }
    }

    @Test
    void refusesWhatIsNotAClientsToSet() {
        assertThat(spoiled(batch -> batch.putLong(0, 1))).isEqualTo(ErrorCode.INVALID_RECORD);
        assertThat(spoiled(batch -> batch.putShort(21, (short) 0x20))).isEqualTo(ErrorCode.INVALID_RECORD);
        assertThat(spoiled(batch -> batch.putShort(21, (short) 0x08))).isEqualTo(ErrorCode.INVALID_TIMESTAMP);
    }

    @Test
    void refusesCompressionThatDoesNotExist() {
        for (int codec = 5; codec < 8; codec++) {
            short attributes = (short) codec;
            assertThat(spoiled(batch -> batch.putShort(21, attributes)))
                    .isEqualTo(ErrorCode.UNSUPPORTED_COMPRESSION_TYPE);
        }
    }

    @Test
    void toleratesAttributesThatMeanNothingYet() {
        assertThat(spoiled(batch -> batch.putShort(21, (short) 0xff80))).isNull();
    }

    @Test
    void refusesProducersThatContradictThemselves() {
        assertThat(producer(7, 0, 0, 0)).isNull();
        assertThat(producer(7, 0, 0, 0x10)).isNull();
        assertThat(producer(7, 0, -1, 0)).isEqualTo(ErrorCode.INVALID_RECORD);
        assertThat(producer(7, -1, 0, 0)).isEqualTo(ErrorCode.INVALID_RECORD);
        assertThat(producer(-1, -1, -1, 0x10)).isEqualTo(ErrorCode.INVALID_RECORD);
        assertThat(producer(-1, -1, -1, 0)).isNull();
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void refusesRecordsWithoutKeysWhereKeysAreRequired(CompressionType codec) {
        CheckRules rules = rules(Integer.MAX_VALUE, true, Long.MIN_VALUE, Long.MAX_VALUE);
        assertThat(code(batch(codec), rules)).isEqualTo(ErrorCode.INVALID_RECORD);
        assertThat(code(Batches.of(codec, new SimpleRecord(1, new byte[0], null)), rules))
                .isNull();
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void refusesTimestampsOutOfRangeButNotMissingOnes(CompressionType codec) {
        ByteBuffer batch = Batches.of(codec, at(100), at(-1), at(200));
        assertThat(code(batch, rules(Integer.MAX_VALUE, false, 100, 200))).isNull();
        assertThat(code(batch, rules(Integer.MAX_VALUE, false, 101, 200))).isEqualTo(ErrorCode.INVALID_TIMESTAMP);
        assertThat(code(batch, rules(Integer.MAX_VALUE, false, 100, 199))).isEqualTo(ErrorCode.INVALID_TIMESTAMP);
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void putsAWrongLargestTimestampRightAsKafkaDoes(CompressionType codec) {
        ByteBuffer right = batch(codec);
        for (long stated : new long[] {-1, 11, 13, Long.MAX_VALUE, Long.MIN_VALUE}) {
            ByteBuffer batch = Batches.copy(right, true, 0);
            Batches.repaired(batch.putLong(35, stated));
            assertThat(code(batch)).isNull();
            assertThat(batch).isEqualTo(right);
        }
    }

    @Test
    void looksNoDeeperThanTheHeaderWhereThatIsChosen() {
        CheckRules header =
                new CheckRules(CheckRules.Level.HEADER, Integer.MAX_VALUE, true, Long.MAX_VALUE, Long.MAX_VALUE);
        ByteBuffer batch = batch(CompressionType.ZSTD);
        batch.put(RecordBatchHeader.SIZE, (byte) 99);
        assertThat(code(batch, header)).isEqualTo(ErrorCode.CORRUPT_MESSAGE);
        assertThat(code(Batches.repaired(batch), header)).isNull();
        assertThat(code(batch)).isEqualTo(ErrorCode.CORRUPT_MESSAGE);
    }

    private static SimpleRecord at(long timestamp) {
        return new SimpleRecord(timestamp, null, new byte[] {1, 2});
    }

    private static ByteBuffer batch(CompressionType codec) {
        return Batches.of(codec, at(10), at(11), new SimpleRecord(12, "key".getBytes(UTF_8), "value".getBytes(UTF_8)));
    }

    private static CheckRules rules(int maxBytes, boolean requireKeys, long earliest, long latest) {
        return new CheckRules(CheckRules.Level.RECORDS, maxBytes, requireKeys, earliest, latest);
    }

    private ErrorCode producer(long id, int epoch, int sequence, int attributes) {
        return spoiled(batch -> batch.putLong(PRODUCER_ID_AT, id)
                .putShort(EPOCH_AT, (short) epoch)
                .putInt(SEQUENCE_AT, sequence)
                .putShort(21, (short) attributes));
    }

    private ErrorCode spoiled(Consumer<ByteBuffer> how) {
        ByteBuffer batch = batch(CompressionType.NONE);
        how.accept(batch);
        return code(Batches.repaired(batch));
    }

    private ErrorCode code(ByteBuffer batch) {
        return code(batch, Batches.LENIENT);
    }

    private ErrorCode code(ByteBuffer batch, CheckRules rules) {
        BrokerError whole = Batches.verdict(format, batch, rules, Integer.MAX_VALUE);
        assertThat(Batches.verdict(format, batch, rules, 1))
                .as("in small steps")
                .isEqualTo(whole);
        assertThat(pool.lent()).as("buffers not given back").isZero();
        return whole == null ? null : whole.code();
    }
}
