package io.tailwater.server.it;

import static org.apache.kafka.common.protocol.Errors.CORRUPT_MESSAGE;
import static org.apache.kafka.common.protocol.Errors.INVALID_RECORD;
import static org.apache.kafka.common.protocol.Errors.INVALID_TIMESTAMP;
import static org.apache.kafka.common.protocol.Errors.MESSAGE_TOO_LARGE;
import static org.apache.kafka.common.protocol.Errors.UNSUPPORTED_COMPRESSION_TYPE;
import static org.apache.kafka.common.protocol.Errors.UNSUPPORTED_FOR_MESSAGE_FORMAT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches that Kafka refuses are refused: with the protocol's error, nothing stored, and the connection still good. */
@Timeout(180)
class HostileBatchesIT {

    private static final String TOPIC = "attacked";

    /** What stands for "these bytes are not what they say". */
    private static final List<Errors> BROKEN = List.of(CORRUPT_MESSAGE, INVALID_RECORD);

    @RegisterExtension
    static final RunningBroker BROKER = RunningBroker.shared();

    private static Topics topics;
    private static TopicPartition partition;
    private static Bystander bystander;
    private RawConnection connection;

    @BeforeAll
    static void prepare() throws IOException {
        topics = new Topics(BROKER.admin());
        partition = topics.create(TOPIC, 1);
        bystander = Bystander.beside(BROKER);
    }

    @AfterAll
    static void leave() throws IOException {
        bystander.close();
    }

    @BeforeEach
    void connect() throws IOException {
        connection = RawConnection.to(BROKER.address());
    }

    @AfterEach
    void disconnect() throws IOException {
        connection.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refuses(String what, @Nullable ByteBuffer records, List<Errors> expected) throws IOException {
        Uuid topicId = connection.topicId(TOPIC);
        long end = topics.endOffset(partition);

        Errors byName = produce(12, Requests.produce(TOPIC, 0, records));
        Errors byId = produce(13, Requests.produce(topicId, 0, records));

        assertThat(byName).isIn(expected);
        assertThat(byId).isEqualTo(byName);
        assertThat(topics.endOffset(partition)).as("end of the log").isEqualTo(end);
        assertThat(produce(12, Requests.produce(TOPIC, 0, Batches.of(1)))).isEqualTo(Errors.NONE);
        bystander.worksOn(1);
        assertThat(BROKER.process().outputBesidesStalls()).doesNotContain("\tat ");
    }

    static Stream<Arguments> refused() {
        return Stream.of(headers(), records(), compressed(), formats(), timestamps())
                .flatMap(arguments -> arguments);
    }

    private static Stream<Arguments> headers() {
        return Stream.of(
                refusal("a checksum that does not fit", flipped(Batches.CRC_AT), CORRUPT_MESSAGE),
                refusal("a flipped bit in a value", flipped(Batches.RECORDS_AT + 20), CORRUPT_MESSAGE),
                refusal("a flipped bit in the attributes", flipped(Batches.ATTRIBUTES_AT), CORRUPT_MESSAGE),
                refusal("more records announced than there are", setInt(Batches.RECORD_COUNT_AT, 4), BROKEN),
                refusal("fewer records announced than there are", setInt(Batches.RECORD_COUNT_AT, 2), BROKEN),
                refusal("no records announced", setInt(Batches.RECORD_COUNT_AT, 0), BROKEN),
                refusal("a negative number of records", setInt(Batches.RECORD_COUNT_AT, -1), BROKEN),
                refusal("two billion records", setInt(Batches.RECORD_COUNT_AT, Integer.MAX_VALUE), BROKEN),
                refusal(
                        "two billion records and offsets",
                        b -> b.putInt(Batches.RECORD_COUNT_AT, Integer.MAX_VALUE)
                                .putInt(Batches.LAST_OFFSET_DELTA_AT, Integer.MAX_VALUE - 1),
                        BROKEN),
                refusal("a last offset too far", setInt(Batches.LAST_OFFSET_DELTA_AT, 1_000_000), BROKEN),
                refusal("a last offset too near", setInt(Batches.LAST_OFFSET_DELTA_AT, 1), BROKEN),
                refusal("a negative last offset", setInt(Batches.LAST_OFFSET_DELTA_AT, -5), BROKEN),
                refusal("a length beyond the end", setInt(Batches.LENGTH_AT, 10_000), BROKEN),
                refusal("a length of two billion", setInt(Batches.LENGTH_AT, Integer.MAX_VALUE), BROKEN),
                refusal("a length short of the end", setInt(Batches.LENGTH_AT, 60), BROKEN),
                refusal("a length of nothing", setInt(Batches.LENGTH_AT, 0), BROKEN),
                refusal("a negative length", setInt(Batches.LENGTH_AT, -1), BROKEN),
                refusal(
                        "a transactional batch",
                        b -> b.putShort(Batches.ATTRIBUTES_AT, (short) 0x10),
                        List.of(
                                INVALID_RECORD,
                                Errors.INVALID_TXN_STATE,
                                Errors.INVALID_REQUEST,
                                Errors.TRANSACTIONAL_ID_NOT_FOUND,
                                Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
                                Errors.UNSUPPORTED_VERSION)),
                refusal("a control batch", b -> b.putShort(Batches.ATTRIBUTES_AT, (short) 0x20), BROKEN),
                refusal(
                        "a producer id without a sequence",
                        b -> b.putLong(Batches.PRODUCER_ID_AT, 5).putShort(Batches.PRODUCER_EPOCH_AT, (short) 0),
                        BROKEN),
                refusal(
                        "a producer id without an epoch",
                        b -> b.putLong(Batches.PRODUCER_ID_AT, 5).putInt(Batches.BASE_SEQUENCE_AT, 0),
                        List.of(INVALID_RECORD, CORRUPT_MESSAGE, Errors.INVALID_PRODUCER_EPOCH)));
    }

    private static Stream<Arguments> records() {
        ByteBuffer three = Batches.of(3);
        return Stream.of(
                refusal("an offset that skips", b -> b.put(Batches.RECORDS_AT + 3, (byte) 4), BROKEN),
                refusal("a negative offset", b -> b.put(Batches.RECORDS_AT + 3, (byte) 1), BROKEN),
                refusal("a record longer than the batch", b -> b.put(Batches.RECORDS_AT, (byte) 0x7e), BROKEN),
                refusal("a record of no length", b -> b.put(Batches.RECORDS_AT, (byte) 0), BROKEN),
                refusal("a record of negative length", b -> b.put(Batches.RECORDS_AT, (byte) 1), BROKEN),
                refusal("a key longer than its record", b -> b.put(Batches.RECORDS_AT + 4, (byte) 0x7e), BROKEN),
                refusal("a length that never ends", b -> fill(b, Batches.RECORDS_AT, (byte) 0xff), BROKEN),
                refusal("zeros for records", b -> fill(b, Batches.RECORDS_AT, (byte) 0), BROKEN),
                Arguments.of("half a header", three.slice(0, 30), BROKEN),
                Arguments.of(
                        "a header alone", Batches.withRightCrc(setLength(Batches.copy(three.slice(0, 61)))), BROKEN),
                Arguments.of("half a batch", three.slice(0, three.limit() - 10), BROKEN),
                Arguments.of("a batch and a byte", Batches.concatenated(three, ByteBuffer.allocate(1)), BROKEN),
                Arguments.of("two batches", Batches.concatenated(three, three), BROKEN),
                Arguments.of("a batch and zeros", Batches.concatenated(three, ByteBuffer.allocate(61)), BROKEN),
                Arguments.of("no bytes", ByteBuffer.allocate(0), BROKEN),
                Arguments.of("null", null, BROKEN),
                Arguments.of(
                        "a control record",
                        MemoryRecords.withEndTransactionMarker(
                                        5, (short) 0, new EndTransactionMarker(ControlRecordType.COMMIT, 0))
                                .buffer(),
                        List.of(INVALID_RECORD, Errors.INVALID_TXN_STATE)));
    }

    private static Stream<Arguments> compressed() {
        return Stream.of(
                refusal(
                        "compression of a kind that is not",
                        b -> b.putShort(Batches.ATTRIBUTES_AT, (short) 7),
                        List.of(CORRUPT_MESSAGE, INVALID_RECORD, UNSUPPORTED_COMPRESSION_TYPE)),
                refusal("plain bytes called gzip", b -> b.putShort(Batches.ATTRIBUTES_AT, (short) 1), BROKEN),
                refusal("plain bytes called snappy", b -> b.putShort(Batches.ATTRIBUTES_AT, (short) 2), BROKEN),
                refusal("plain bytes called lz4", b -> b.putShort(Batches.ATTRIBUTES_AT, (short) 3), BROKEN),
                refusal("plain bytes called zstd", b -> b.putShort(Batches.ATTRIBUTES_AT, (short) 4), BROKEN),
                spoiltStream("gzip", Compression.gzip().build()),
                spoiltStream("snappy", Compression.snappy().build()),
                spoiltStream("lz4", Compression.lz4().build()),
                spoiltStream("zstd", Compression.zstd().build()),
                wrongCount("gzip", Compression.gzip().build()),
                wrongCount("snappy", Compression.snappy().build()),
                wrongCount("lz4", Compression.lz4().build()),
                wrongCount("zstd", Compression.zstd().build()));
    }

    private static Stream<Arguments> formats() {
        List<Errors> old = List.of(INVALID_RECORD, CORRUPT_MESSAGE, UNSUPPORTED_FOR_MESSAGE_FORMAT);
        return Stream.of(
                Arguments.of("message format 0", Batches.ofMagic(0), old),
                Arguments.of("message format 1", Batches.ofMagic(1), old),
                refusal("message format 3", b -> b.put(Batches.MAGIC_AT, (byte) 3), old),
                refusal("message format -1", b -> b.put(Batches.MAGIC_AT, (byte) -1), old),
                Arguments.of("a batch over max.message.bytes", Batches.ofSize(1_100_000), List.of(MESSAGE_TOO_LARGE)));
    }

    private static Stream<Arguments> timestamps() {
        long now = System.currentTimeMillis();
        return Stream.of(
                Arguments.of(
                        "a timestamp two hours ahead",
                        Batches.at(now + TimeUnit.HOURS.toMillis(2)),
                        List.of(INVALID_TIMESTAMP)),
                Arguments.of("a timestamp at the end of time", Batches.at(Long.MAX_VALUE), List.of(INVALID_TIMESTAMP)));
    }

    @Test
    void refusesAcknowledgementsThatAreNot() throws IOException {
        for (int acks : new int[] {2, -2, Short.MAX_VALUE}) {
            assertThat(produce(12, Requests.produce(TOPIC, 0, Batches.of(1)).setAcks((short) acks)))
                    .isEqualTo(Errors.INVALID_REQUIRED_ACKS);
        }
    }

    private Errors produce(int version, ProduceRequestData request) throws IOException {
        return Requests.error(connection.exchange(ApiKeys.PRODUCE, version, request, ProduceResponseData.class));
    }

    /** A batch of three records that has one thing wrong with it, and a checksum that fits. */
    private static Arguments refusal(String what, Consumer<ByteBuffer> change, List<Errors> expected) {
        return Arguments.of(what, Batches.changed(Batches.of(3), change), expected);
    }

    private static Arguments refusal(String what, ByteBuffer batch, Errors expected) {
        return Arguments.of(what, batch, List.of(expected));
    }

    private static ByteBuffer flipped(int at) {
        ByteBuffer batch = Batches.of(3);
        return batch.put(at, (byte) (batch.get(at) ^ 1));
    }

    private static Consumer<ByteBuffer> setInt(int at, int value) {
        return batch -> batch.putInt(at, value);
    }

    private static ByteBuffer setLength(ByteBuffer batch) {
        return batch.putInt(Batches.LENGTH_AT, batch.limit() - Batches.LENGTH_AT - Integer.BYTES);
    }

    private static void fill(ByteBuffer batch, int from, byte filler) {
        for (int i = from; i < batch.limit(); i++) {
            batch.put(i, filler);
        }
    }

    private static Arguments spoiltStream(String name, Compression compression) {
        ByteBuffer batch = Batches.of(compression, 200);
        ByteBuffer spoilt = Batches.changed(batch, b -> fill(b, b.limit() - 40, (byte) 0x55));
        return Arguments.of("a broken stream of " + name, spoilt, BROKEN);
    }

    private static Arguments wrongCount(String name, Compression compression) {
        ByteBuffer wrong = Batches.changed(
                Batches.of(compression, 200),
                b -> b.putInt(Batches.RECORD_COUNT_AT, 201).putInt(Batches.LAST_OFFSET_DELTA_AT, 200));
        return Arguments.of("one record too few in " + name, wrong, BROKEN);
    }
}
