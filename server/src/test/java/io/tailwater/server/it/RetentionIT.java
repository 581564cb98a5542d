package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Kafka's clients see that topics keep what their settings say. */
@Timeout(240)
class RetentionIT {

    @RegisterExtension
    static final RunningBroker BROKER =
            RunningBroker.aloneWith(setup -> setup.withConf("{\"storage\":{\"retentionCheckIntervalMillis\":100}}"));

    private static final int RECORD_BYTES = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static Admin admin;

    @BeforeAll
    static void connect() {
        admin = BROKER.clients().admin();
    }

    @AfterAll
    static void disconnect() {
        admin.close();
    }

    private static Topics topics() {
        return new Topics(admin);
    }

    /** Numbered records of one size and age, one batch each. */
    private static void send(String topic, int from, int to, long timestampMillis) {
        try (Producer<byte[], byte[]> producer = BROKER.clients().producer("batch.size", 0)) {
            SentRecords.send(
                    producer,
                    IntStream.range(from, to)
                            .mapToObj(number -> record(topic, number, timestampMillis))
                            .toList());
        }
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, int number, long timestampMillis) {
        byte[] value = ByteBuffer.allocate(RECORD_BYTES).putInt(number).array();
        return new ProducerRecord<>(topic, 0, timestampMillis, null, value);
    }

    private static int number(ConsumerRecord<byte[], byte[]> record) {
        return ByteBuffer.wrap(record.value()).getInt();
    }

    private static void configure(String topic, String name, String value) {
        Map<ConfigResource, Collection<AlterConfigOp>> change = Map.of(
                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
        Topics.await(admin.incrementalAlterConfigs(change).all());
    }

    private static long sizeBytes(TopicPartition partition) {
        return Topics.await(admin.describeLogDirs(List.of(1)).allDescriptions()).get(1).values().stream()
                .map(directory -> directory.replicaInfos().get(partition))
                .filter(replica -> replica != null)
                .mapToLong(replica -> replica.size())
                .sum();
    }

    private static void awaitStart(TopicPartition partition, long offset) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(topics().startOffset(partition)).isEqualTo(offset));
    }

    private static void awaitNoBytes(TopicPartition partition) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(sizeBytes(partition)).isZero());
    }

    @Test
    void keepsAsManyBytesAsATopicSaysAndOtherwiseOnceThatIsChanged() {
        TopicPartition partition = topics().create(
                        "by-size", 1, "segment.bytes", "20000", "retention.bytes", "60000", "retention.ms", "-1");
        send("by-size", 0, 200, System.currentTimeMillis());

        await().atMost(PATIENCE).until(() -> sizeBytes(partition) < 60_000 + 20_000);
        assertThat(sizeBytes(partition)).isGreaterThanOrEqualTo(60_000);
        List<ConsumerRecord<byte[], byte[]>> kept = PartitionReader.readAll(BROKER.clients(), partition);
        assertThat(kept).allSatisfy(record -> assertThat(number(record)).isEqualTo((int) record.offset()));
        assertThat(kept.get(kept.size() - 1).offset()).isEqualTo(199);

        configure("by-size", "retention.bytes", "0");
        awaitStart(partition, 200);
        awaitNoBytes(partition);
    }

    /** As in Kafka, where their file's time counts. */
    @Test
    void deletesRecordsWithoutTimestamps() throws Exception {
        TopicPartition partition = topics().create("without-times", 1, "retention.ms", "-1");
        try (RawConnection connection = RawConnection.to(BROKER.address())) {
            for (int i = 0; i < 3; i++) {
                var answer = Requests.onlyPartition(connection.exchange(
                        ApiKeys.PRODUCE,
                        Requests.PRODUCE_VERSION,
                        Requests.produce(partition.topic(), 0, Batches.at(-1)),
                        ProduceResponseData.class));
                assertThat(Errors.forCode(answer.errorCode())).isEqualTo(Errors.NONE);
            }
        }

        configure("without-times", "retention.ms", "1000");

        awaitStart(partition, 3);
    }

    @Test
    void deletesWhatIsTooOldOnceATopicSaysSo() {
        long now = System.currentTimeMillis();
        TopicPartition partition = topics().create("by-age", 1, "segment.bytes", "20000", "retention.ms", "-1");
        send("by-age", 0, 100, now - 3_600_000);
        configure("by-age", "segment.bytes", "2000");
        send("by-age", 100, 110, now);

        configure("by-age", "retention.ms", "1800000");

        awaitStart(partition, 100);
        assertThat(PartitionReader.readAll(BROKER.clients(), partition)).hasSize(10);
    }

    @Test
    void aQuietTopicsRecordsExpireThoughItsSegmentIsNotFull() {
        TopicPartition partition = topics().create("quiet", 1, "retention.ms", "1500");
        send("quiet", 0, 10, System.currentTimeMillis());

        awaitStart(partition, 10);

        awaitNoBytes(partition);
        send("quiet", 10, 11, System.currentTimeMillis() + 60_000);
        assertThat(PartitionReader.readAll(BROKER.clients(), partition))
                .singleElement()
                .satisfies(record -> assertThat(record.offset()).isEqualTo(10));
    }

    @Test
    void keepsAnOpenTransactionUntilItIsDecided() {
        long old = System.currentTimeMillis() - 3_600_000;
        TopicPartition partition = topics().create("undecided", 1, "segment.bytes", "2000", "retention.ms", "60000");
        try (Producer<byte[], byte[]> producer = BROKER.clients()
                .producer("transactional.id", "undecided", "batch.size", 0, "transaction.timeout.ms", 600_000)) {
            producer.initTransactions();
            send("undecided", 0, 20, old);
            producer.beginTransaction();
            IntStream.range(20, 30).forEach(number -> producer.send(record("undecided", number, old)));
            producer.flush();
            send("undecided", 30, 40, old);

            awaitStart(partition, 20);
            long rounds = topics().startOffset(anotherThatIsEmptied("undecided-clock", old));
            assertThat(rounds).isPositive();
            assertThat(topics().startOffset(partition)).isEqualTo(20);

            producer.commitTransaction();
            // The marker is young, and what shares its segment stays with it.
            await().atMost(PATIENCE).until(() -> topics().startOffset(partition) >= 30);
        }
    }

    /** Some rounds of retention have ended when this returns. */
    private static TopicPartition anotherThatIsEmptied(String name, long old) {
        TopicPartition partition = topics().create(name, 1, "retention.ms", "60000");
        send(name, 0, 5, old);
        awaitStart(partition, 5);
        return partition;
    }

    @Test
    void leavesCompactedTopicsAlone() {
        long old = System.currentTimeMillis() - 3_600_000;
        TopicPartition partition = topics().create(
                        "table", 1, "cleanup.policy", "compact", "segment.bytes", "2000", "retention.ms", "1000");
        try (Producer<byte[], byte[]> producer = BROKER.clients().producer("batch.size", 0)) {
            SentRecords.send(
                    producer,
                    IntStream.range(0, 20)
                            .mapToObj(number -> new ProducerRecord<byte[], byte[]>(
                                    "table", 0, old, new byte[] {(byte) number}, new byte[RECORD_BYTES]))
                            .toList());
        }

        anotherThatIsEmptied("table-clock", old);

        assertThat(topics().startOffset(partition)).isZero();
        assertThat(PartitionReader.readAll(BROKER.clients(), partition)).hasSize(20);
    }

    @Test
    void deletedRecordsStayDeletedWithRetentionBesideThem() {
        TopicPartition partition = topics().create(
                        "both",
                        1,
                        "segment.bytes",
                        "20000",
                        "retention.bytes",
                        "100000",
                        "file.delete.delay.ms",
                        "200");
        send("both", 0, 200, System.currentTimeMillis());
        await().atMost(PATIENCE).until(() -> topics().startOffset(partition) > 0);

        Topics.await(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(195)))
                .all());

        assertThat(topics().startOffset(partition)).isEqualTo(195);
        assertThat(PartitionReader.readAll(BROKER.clients(), partition)).hasSize(5);
        Topics.await(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(-1)))
                .all());
        assertThat(topics().startOffset(partition)).isEqualTo(200);
    }

    /** What a reader gets while everything before it is being deleted is right, in order, and never an error. */
    @Test
    void readersReadOnWhileRetentionRunsFlatOut() throws InterruptedException {
        TopicPartition partition = topics().create(
                        "flat-out", 1, "segment.bytes", "60000", "retention.bytes", "200000", "durability", "os");
        AtomicBoolean done = new AtomicBoolean();
        List<Throwable> failures = new ArrayList<>();
        Thread writer = new Thread(() -> {
            try (Producer<byte[], byte[]> producer = BROKER.clients().producer("batch.size", 5_000)) {
                for (int number = 0; number < 20_000; number++) {
                    producer.send(record("flat-out", number, System.currentTimeMillis()));
                }
            } catch (RuntimeException e) {
                failures.add(e);
            } finally {
                done.set(true);
            }
        });
        writer.start();
        int read = 0;
        try (Consumer<byte[], byte[]> consumer =
                BROKER.clients().consumer("auto.offset.reset", "earliest", "max.partition.fetch.bytes", 30_000)) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long last = -1;
            while (!done.get() || last < topics().endOffset(partition) - 1) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    assertThat(number(record)).isEqualTo((int) record.offset());
                    assertThat(record.offset()).isGreaterThan(last);
                    last = record.offset();
                    read++;
                }
            }
        }
        writer.join();
        assertThat(failures).isEmpty();
        assertThat(read).isPositive();
        await().atMost(PATIENCE).until(() -> sizeBytes(partition) < 200_000 + 60_000);
        assertThat(topics().startOffset(partition)).isGreaterThan(19_000);
    }
}
