package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Producers that repeat themselves, skip, come back from the past, or send much in little. */
@Timeout(240)
class HostileProducersIT {

    private static final int GZIP = 1;
    private static final int BOMB_BYTES = 256 << 20;
    private static final long MEGABYTE = 1 << 20;

    @RegisterExtension
    static final RunningBroker BROKER = RunningBroker.alone();

    private final Topics topics = new Topics(BROKER.admin());
    private Bystander bystander;
    private RawConnection connection;

    @BeforeEach
    void connect() throws IOException {
        bystander = Bystander.beside(BROKER);
        connection = RawConnection.to(BROKER.address());
    }

    @AfterEach
    void disconnect() throws IOException {
        bystander.worksOn(3);
        bystander.close();
        connection.close();
    }

    @Test
    void answersARepeatedBatchWithTheOffsetItHas() throws IOException {
        TopicPartition partition = topics.create("repeated", 1);
        long producer = producerId();
        for (int i = 0; i < 8; i++) {
            assertThat(produce("repeated", producer, 0, i * 3).baseOffset()).isEqualTo(i * 3L);
        }

        for (int i = 4; i < 8; i++) {
            PartitionProduceResponse repeated = produce("repeated", producer, 0, i * 3);
            assertThat(Errors.forCode(repeated.errorCode())).isEqualTo(Errors.NONE);
            assertThat(repeated.baseOffset()).isEqualTo(i * 3L);
        }
        assertThat(topics.endOffset(partition)).isEqualTo(24);
    }

    @Test
    void refusesSequencesOutOfOrderAndEpochsOfThePast() throws IOException {
        TopicPartition partition = topics.create("sequences", 1);
        long producer = producerId();
        assertThat(error(produce("sequences", producer, 3, 0))).isEqualTo(Errors.NONE);

        assertThat(error(produce("sequences", producer, 3, 6))).isEqualTo(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(error(produce("sequences", producer, 3, 1)))
                .isIn(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER, Errors.DUPLICATE_SEQUENCE_NUMBER);
        assertThat(error(produce("sequences", producer, 2, 3))).isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
        assertThat(error(produce("sequences", producer, 4, 3))).isEqualTo(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(topics.endOffset(partition)).isEqualTo(3);

        assertThat(error(produce("sequences", producer, 3, 3))).isEqualTo(Errors.NONE);
        assertThat(error(produce("sequences", producer, 4, 0))).isEqualTo(Errors.NONE);
        assertThat(error(produce("sequences", producer, 3, 6))).isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
        assertThat(topics.endOffset(partition)).isEqualTo(9);
    }

    @Test
    void spendsTimeButNoMemoryOnAGzipBomb() throws IOException {
        assumeTrue(ProcessVitals.available(), "needs /proc");
        TopicPartition partition = topics.create("bombed", 1);
        ByteBuffer bomb = Batches.around(gzipBomb(), GZIP);
        assertThat(bomb.remaining()).as("below max.message.bytes").isLessThan(1_000_000);
        ProcessVitals vitals = new ProcessVitals(BROKER.process().pid());
        bystander.worksOn(100);
        long before = vitals.anonymousBytes();

        connection.send(ApiKeys.PRODUCE, Requests.PRODUCE_VERSION, Requests.produce("bombed", 0, bomb));
        bystander.worksOn(100);
        ProduceResponseData response =
                connection.receive(ApiKeys.PRODUCE, Requests.PRODUCE_VERSION, ProduceResponseData.class);

        // Whether it is taken is not the point: by the protocol it is a good batch of one large record.
        assertThat(topics.endOffset(partition)).isEqualTo(Requests.error(response) == Errors.NONE ? 1 : 0);
        assertThat(vitals.anonymousBytes() - before).isLessThan(64 * MEGABYTE);
    }

    private PartitionProduceResponse produce(String topic, long producerId, int epoch, int sequence)
            throws IOException {
        ByteBuffer batch = Batches.idempotent(producerId, epoch, sequence, 3);
        return Requests.onlyPartition(connection.exchange(
                ApiKeys.PRODUCE,
                Requests.PRODUCE_VERSION,
                Requests.produce(topic, 0, batch),
                ProduceResponseData.class));
    }

    private static Errors error(PartitionProduceResponse response) {
        return Errors.forCode(response.errorCode());
    }

    private long producerId() throws IOException {
        InitProducerIdRequestData request =
                new InitProducerIdRequestData().setTransactionalId(null).setTransactionTimeoutMs(60_000);
        return connection
                .exchange(ApiKeys.INIT_PRODUCER_ID, 5, request, InitProducerIdResponseData.class)
                .producerId();
    }

    /** One record whose value is 256 MB of zeros. */
    private static byte[] gzipBomb() throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(compressed)) {
            ByteBufferAccessor start = new ByteBufferAccessor(ByteBuffer.allocate(32));
            start.writeByte((byte) 0); // attributes
            start.writeVarlong(0); // timestamp
            start.writeVarint(0); // offset
            start.writeVarint(-1); // no key
            start.writeVarint(BOMB_BYTES);
            ByteBufferAccessor length = new ByteBufferAccessor(ByteBuffer.allocate(8));
            length.writeVarint(start.buffer().position() + BOMB_BYTES + 1);
            gzip.write(length.buffer().array(), 0, length.buffer().position());
            gzip.write(start.buffer().array(), 0, start.buffer().position());
            byte[] zeros = new byte[1 << 20];
            for (int written = 0; written < BOMB_BYTES; written += zeros.length) {
                gzip.write(zeros);
            }
            gzip.write(0); // no headers
        }
        return compressed.toByteArray();
    }
}
