package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Java consumers that name their partitions read from where they like, and wait for what is not there yet. */
@Timeout(240)
class JavaConsumerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Executor ON_A_THREAD = task -> new Thread(task, "reader").start();

    @RegisterExtension
    static final RunningBroker BROKER = RunningBroker.shared();

    private final Admin admin = BROKER.admin();
    private final Topics topics = new Topics(admin);

    @Test
    void readsFromAnyOffset() {
        TopicPartition partition = numbered("seek", 1_000);
        try (Consumer<byte[], byte[]> consumer = BROKER.clients().consumer("max.poll.records", 10)) {
            consumer.assign(List.of(partition));
            for (long offset : new long[] {500, 0, 999, 17, 998}) {
                consumer.seek(partition, offset);
                ConsumerRecord<byte[], byte[]> first =
                        consumer.poll(PATIENCE).records(partition).get(0);
                assertThat(first.offset()).isEqualTo(offset);
                assertThat(new String(first.value(), StandardCharsets.UTF_8)).isEqualTo("number " + offset);
            }
            consumer.seekToEnd(List.of(partition));
            assertThat(consumer.position(partition)).isEqualTo(1_000);
        }
    }

    @Test
    void readsCommittedWhereNothingIsTransactional() {
        TopicPartition partition = numbered("committed", 100);
        try (Consumer<byte[], byte[]> consumer = BROKER.clients().consumer("isolation.level", "read_committed")) {
            assertThat(PartitionReader.readAll(consumer, List.of(partition)).get(partition))
                    .hasSize(100);
        }
    }

    @Test
    void wakesAWaitingConsumerWhenARecordArrives() {
        TopicPartition partition = numbered("tail", 1);
        try (Consumer<byte[], byte[]> consumer =
                        BROKER.clients().consumer("fetch.max.wait.ms", 80_000, "request.timeout.ms", 100_000);
                Producer<byte[], byte[]> producer = BROKER.clients().producer("linger.ms", 0)) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            assertThat(consumer.poll(PATIENCE).count()).isOne();

            for (int i = 1; i <= 50; i++) {
                producer.send(new ProducerRecord<>("tail", new byte[] {(byte) i}));
                ConsumerRecords<byte[], byte[]> woken = consumer.poll(PATIENCE);
                assertThat(woken.records(partition)).hasSize(1);
                assertThat(woken.records(partition).get(0).offset()).isEqualTo(i);
            }
            // Else closing would wait for the answer to the fetch that is under way.
            SentRecords.await(producer.send(new ProducerRecord<>("tail", new byte[1])));
        }
    }

    @Test
    void answersAFetchThatWantsMoreThanThereIsWhenItsTimeIsUp() {
        TopicPartition partition = numbered("min-bytes", 3);
        try (Consumer<byte[], byte[]> consumer =
                BROKER.clients().consumer("fetch.min.bytes", 1_000_000, "fetch.max.wait.ms", 300)) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            assertThat(consumer.poll(PATIENCE).count()).isEqualTo(3);
        }
    }

    @Test
    void readsABatchLargerThanTheFetchAllows() {
        TopicPartition partition = topics.create("small-fetches", 1);
        SampleRecords samples = new SampleRecords(7);
        try (Producer<byte[], byte[]> producer = BROKER.clients().producer();
                Consumer<byte[], byte[]> consumer =
                        BROKER.clients().consumer("fetch.max.bytes", 1, "max.partition.fetch.bytes", 1)) {
            List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                records.add(new ProducerRecord<>("small-fetches", samples.noise(200_000)));
            }
            SentRecords sent = SentRecords.send(producer, records);
            sent.assertAreAll(PartitionReader.readAll(consumer, List.of(partition)));
        }
    }

    @Test
    void keepsManyTailingConsumersUpToDate() throws Exception {
        TopicPartition partition = topics.create("fan-out", 1);
        List<CompletableFuture<List<Long>>> readers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            readers.add(CompletableFuture.supplyAsync(() -> offsetsRead(partition, 300), ON_A_THREAD));
        }
        try (Producer<byte[], byte[]> producer = BROKER.clients().producer("linger.ms", 0)) {
            for (int i = 0; i < 300; i++) {
                SentRecords.await(producer.send(new ProducerRecord<>("fan-out", new byte[100])));
            }
        }
        for (CompletableFuture<List<Long>> reader : readers) {
            List<Long> offsets = reader.get(120, TimeUnit.SECONDS);
            assertThat(offsets).hasSize(300).isSorted().doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 11})
    void saysWhenAnOffsetIsOutOfRange(long offsetFromStart) {
        TopicPartition partition = numbered("range" + offsetFromStart, 10);
        Topics.await(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(5)))
                .all());
        try (Consumer<byte[], byte[]> consumer = BROKER.clients().consumer()) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, offsetFromStart < 0 ? 4 : offsetFromStart);
            assertThatThrownBy(() -> consumer.poll(PATIENCE)).isInstanceOf(OffsetOutOfRangeException.class);
        }
    }

    @Test
    void goesBackToTheStartWhenToldToAndTheOffsetIsGone() {
        TopicPartition partition = numbered("reset", 10);
        Topics.await(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(5)))
                .all());
        try (Consumer<byte[], byte[]> consumer = BROKER.clients().consumer("auto.offset.reset", "earliest")) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, 2);
            assertThat(consumer.poll(PATIENCE).records(partition).get(0).offset())
                    .isEqualTo(5);
        }
    }

    @Test
    void saysThatTheNewGroupProtocolIsNotThereYet() {
        numbered("new-protocol", 1);
        try (Consumer<byte[], byte[]> consumer =
                BROKER.clients().consumer("group.id", "g", "group.protocol", "consumer")) {
            consumer.subscribe(List.of("new-protocol"));
            assertThatThrownBy(() -> pollUntilRecords(consumer))
                    .isInstanceOf(KafkaException.class)
                    .hasMessageMatching("(?s).*\\w+ \\w+ \\w+.*");
        }
    }

    private static void pollUntilRecords(Consumer<byte[], byte[]> consumer) {
        for (int attempt = 0; attempt < 30; attempt++) {
            assertThat(consumer.poll(Duration.ofSeconds(2)).count()).isZero();
        }
        throw new AssertionError("It neither read nor failed, but hung.");
    }

    private static List<Long> offsetsRead(TopicPartition partition, int count) {
        List<Long> offsets = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = BROKER.clients().consumer()) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (offsets.size() < count) {
                consumer.poll(PATIENCE).forEach(record -> offsets.add(record.offset()));
            }
        }
        return offsets;
    }

    /** A topic of one partition with records that say their offset. */
    private TopicPartition numbered(String topic, int count) {
        TopicPartition partition = topics.create(topic, 1);
        try (Producer<byte[], byte[]> producer = BROKER.clients().producer()) {
            for (int i = 0; i < count; i++) {
                producer.send(new ProducerRecord<>(topic, ("number " + i).getBytes(StandardCharsets.UTF_8)));
            }
        }
        return partition;
    }
}
