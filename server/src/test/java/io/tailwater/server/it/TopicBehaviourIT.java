package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What settings of topics do to records, seen by Java clients and in the files. */
@Timeout(180)
class TopicBehaviourIT {

    private static final int ATTRIBUTES_LOW_BYTE = 22;
    private static final int CODEC_MASK = 0x07;

    @TempDir
    static Path directory;

    private static BrokerProcess broker;

    private KafkaClients clients;
    private Admin admin;
    private Topics topics;

    @BeforeAll
    static void start() {
        broker = BrokerProcess.start(BrokerSetup.in(directory.resolve("data")));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    void connect() {
        clients = new KafkaClients(broker.address());
        admin = clients.admin();
        topics = new Topics(admin);
    }

    @AfterEach
    void disconnect() {
        admin.close(Duration.ZERO);
    }

    @Test
    void theBrokersTimeTakesThePlaceOfTheProducers() throws Exception {
        TopicPartition partition = topics.create("stamped", 1, "message.timestamp.type", "LogAppendTime");
        long before = System.currentTimeMillis();

        RecordMetadata sent;
        try (Producer<byte[], byte[]> producer = clients.producer()) {
            sent = producer.send(new ProducerRecord<>("stamped", 0, 1L, null, new byte[10]))
                    .get(60, TimeUnit.SECONDS);
        }

        assertThat(sent.timestamp()).isBetween(before, System.currentTimeMillis());
        assertThat(PartitionReader.readAll(clients, partition)).singleElement().satisfies(record -> {
            assertThat(record.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
            assertThat(record.timestamp()).isEqualTo(sent.timestamp());
        });
    }

    @ParameterizedTest
    @CsvSource({
        "none, gzip, 1",
        "none, snappy, 2",
        "gzip, lz4, 3",
        "lz4, zstd, 4",
        "zstd, uncompressed, 0",
        "snappy, producer, 2",
        "gzip, gzip, 1"
    })
    void batchesAreKeptInTheTopicsCompression(String sent, String kept, int codec) throws Exception {
        String topic = sent + "-as-" + kept;
        TopicPartition partition = topics.create(topic, 1, "compression.type", kept);
        try (Producer<byte[], byte[]> producer =
                clients.producer("compression.type", sent, "linger.ms", 100, "batch.size", 50_000)) {
            for (int i = 0; i < 200; i++) {
                producer.send(new ProducerRecord<>(topic, 0, new byte[] {(byte) i}, new byte[i]));
            }
        }

        List<ConsumerRecord<byte[], byte[]>> read = PartitionReader.readAll(clients, partition);

        assertThat(read).hasSize(200);
        for (int i = 0; i < read.size(); i++) {
            assertThat(read.get(i).offset()).isEqualTo(i);
            assertThat(read.get(i).key()).containsExactly((byte) i);
            assertThat(read.get(i).value()).hasSize(i);
        }
        assertThat(codecOfTheFirstBatch(topic)).isEqualTo(codec);
    }

    private static int codecOfTheFirstBatch(String topic) throws IOException {
        try (var file =
                Files.newInputStream(directory.resolve("data").resolve(topic + "-0/00000000000000000000.log"))) {
            return file.readNBytes(ATTRIBUTES_LOW_BYTE + 1)[ATTRIBUTES_LOW_BYTE] & CODEC_MASK;
        }
    }

    @Test
    void theLimitHoldsForWhatIsKept() {
        topics.create("expanding", 1, "compression.type", "uncompressed", "max.message.bytes", "5000");

        assertThat(refusalOf(new ProducerRecord<>("expanding", 0, null, new byte[6_000]), "compression.type", "gzip"))
                .isInstanceOf(RecordTooLargeException.class);
    }

    @Test
    void moreReplicasThanThereAreCannotBeHad() {
        topics.create("safe", 1, "min.insync.replicas", "2");

        assertThat(refusalOf(
                        new ProducerRecord<>("safe", 0, null, new byte[1]), "retries", 0, "enable.idempotence", false))
                .isInstanceOf(NotEnoughReplicasException.class);
    }

    @Test
    void timestampsFarBehindItsClockAreRefused() {
        topics.create("recent", 1, "message.timestamp.before.max.ms", "60000");

        assertThat(refusalOf(
                        new ProducerRecord<>("recent", 0, System.currentTimeMillis() - 120_000, null, new byte[1])))
                .isInstanceOf(InvalidTimestampException.class);
    }

    private Throwable refusalOf(ProducerRecord<byte[], byte[]> record, Object... settings) {
        try (Producer<byte[], byte[]> producer = clients.producer(settings)) {
            throw new AssertionError(
                    "Not refused, but at " + producer.send(record).get(60, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("No answer", e);
        }
    }
}
