package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Java producer sends is what the Java consumer gets: same bytes, same order, at the offsets told. */
@Timeout(240)
class JavaClientIT {

    @RegisterExtension
    static final RunningBroker BROKER = RunningBroker.shared();

    private final SampleRecords samples = new SampleRecords(42);
    private final Admin admin = BROKER.admin();
    private final Topics topics = new Topics(admin);

    static Stream<Arguments> compressionsAndIdempotence() {
        return Stream.of("none", "gzip", "snappy", "lz4", "zstd")
                .flatMap(
                        compression -> Stream.of(true, false).map(idempotent -> Arguments.of(compression, idempotent)));
    }

    @ParameterizedTest(name = "{0}, idempotent: {1}")
    @MethodSource("compressionsAndIdempotence")
    void givesBackWhatWasSent(String compression, boolean idempotent) {
        String topic = "round-trip-" + compression + "-" + idempotent;
        topics.create(topic, 3);
        try (Producer<byte[], byte[]> producer =
                BROKER.clients().producer("compression.type", compression, "enable.idempotence", idempotent)) {
            assertComesBack(SentRecords.send(producer, samples.of(topic, 3, 3_000)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "lz4"})
    void takesRecordsOf900Kilobytes(String compression) {
        String topic = "large-" + compression;
        topics.create(topic, 2);
        List<ProducerRecord<byte[], byte[]>> records = IntStream.range(0, 20)
                .mapToObj(i -> new ProducerRecord<byte[], byte[]>(topic, i % 2, null, samples.noise(900_000)))
                .toList();
        try (Producer<byte[], byte[]> producer = BROKER.clients().producer("compression.type", compression)) {
            assertComesBack(SentRecords.send(producer, records));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "all"})
    void tellsOffsetsForEveryKindOfAcknowledgement(String acks) {
        String topic = "acks-" + acks;
        topics.create(topic, 2);
        try (Producer<byte[], byte[]> producer =
                BROKER.clients().producer("acks", acks, "enable.idempotence", false, "linger.ms", 0)) {
            assertComesBack(SentRecords.send(producer, samples.of(topic, 2, 500)));
        }
    }

    @Test
    void storesWhatIsSentWithoutWaitingForAcknowledgements() {
        TopicPartition partition = topics.create("acks-0", 1);
        List<ProducerRecord<byte[], byte[]>> records = samples.of("acks-0", 1, 500);
        try (Producer<byte[], byte[]> producer =
                        BROKER.clients().producer("acks", "0", "enable.idempotence", false, "linger.ms", 0);
                Consumer<byte[], byte[]> consumer = BROKER.clients().consumer()) {
            SentRecords sent = SentRecords.send(producer, records);

            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
            while (read.size() < records.size()) {
                consumer.poll(Duration.ofSeconds(60)).forEach(read::add);
            }

            sent.assertAreAll(Map.of(partition, read));
        }
    }

    @Test
    void spreadsOverManyPartitions() {
        topics.create("many", 200);
        try (Producer<byte[], byte[]> producer = BROKER.clients().producer()) {
            assertComesBack(SentRecords.send(producer, samples.of("many", 200, 4_000)));
        }
    }

    @Test
    void keepsTheOrderOfFivePipelinedRequests() {
        TopicPartition partition = topics.create("pipelined", 1);
        int count = 20_000;
        try (Producer<byte[], byte[]> producer = BROKER.clients()
                .producer("max.in.flight.requests.per.connection", 5, "linger.ms", 0, "batch.size", 200)) {
            for (int i = 0; i < count; i++) {
                producer.send(new ProducerRecord<>(
                        "pipelined", 0, null, ByteBuffer.allocate(4).putInt(i).array()));
            }
        }

        List<Integer> numbers = PartitionReader.readAll(BROKER.clients(), partition).stream()
                .map(record -> ByteBuffer.wrap(record.value()).getInt())
                .toList();

        assertThat(numbers).isEqualTo(IntStream.range(0, count).boxed().toList());
    }

    @Test
    void interleavesProducersWithoutMixingTheirOrder() {
        TopicPartition partition = topics.create("interleaved", 1);
        List<Producer<byte[], byte[]>> producers = Stream.of("none", "snappy", "zstd")
                .map(codec -> BROKER.clients().producer("compression.type", codec, "batch.size", 500))
                .toList();
        for (int i = 0; i < 3_000; i++) {
            byte[] key = {(byte) (i % 3)};
            byte[] value = ByteBuffer.allocate(4).putInt(i).array();
            producers.get(i % 3).send(new ProducerRecord<>("interleaved", 0, key, value));
        }
        producers.forEach(Producer::close);

        Map<Byte, List<Integer>> bySender = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : PartitionReader.readAll(BROKER.clients(), partition)) {
            bySender.computeIfAbsent(record.key()[0], sender -> new ArrayList<>())
                    .add(ByteBuffer.wrap(record.value()).getInt());
        }

        assertThat(bySender).hasSize(3);
        bySender.forEach((sender, numbers) -> assertThat(numbers)
                .isEqualTo(IntStream.range(0, 1_000)
                        .map(n -> n * 3 + sender)
                        .boxed()
                        .toList()));
    }

    @Test
    void appendsOnWithAProducerPerBatch() {
        topics.create("producers", 1);
        for (int i = 0; i < 20; i++) {
            try (Producer<byte[], byte[]> producer = BROKER.clients().producer()) {
                long offset = SentRecords.await(producer.send(new ProducerRecord<>("producers", new byte[] {(byte) i})))
                        .offset();
                assertThat(offset).isEqualTo(i);
            }
        }
    }

    private static void assertComesBack(SentRecords sent) {
        sent.assertAreAll(PartitionReader.readAll(BROKER.clients(), sent.partitions()));
    }
}
