package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Topics of a real Apache Kafka, taken over with everything: compressed batches, transactions, deleted records, commits. */
@Timeout(500)
class ImportIT {

    private static final TopicPartition PLAIN = new TopicPartition("plain", 0);
    private static final TopicPartition CHANGED = new TopicPartition("changed", 0);
    private static final List<String> CODECS = List.of("none", "gzip", "snappy", "lz4", "zstd");
    private static final Object[] COMMITTED_ONLY = {"isolation.level", "read_committed"};

    @TempDir
    Path directory;

    @Test
    void takesOverWhatKafkaKept() throws Exception {
        Map<TopicPartition, List<String>> expected;
        Uuid topicId;
        Path source;
        try (ApacheKafka kafka = ApacheKafka.start(directory)) {
            source = kafka.data();
            topicId = fill(kafka.clients());
            expected = whatKafkaKeeps(kafka.clients());
            CommandRun busy = CommandRun.of("import", source, "--data", directory.resolve("data"));
            assertThat(busy.exitCode()).isEqualTo(3);
            assertThat(busy.output()).contains("in use", "stop it");
            kafka.stop();
        }
        assertThat(snapshots(source.resolve("__cluster_metadata-0")))
                .as("what Kafka knows of topics is in a snapshot, in part")
                .isNotEmpty();
        Map<Path, String> before = TreeState.of(source);
        Path data = directory.resolve("data");

        CommandRun imported = CommandRun.of("import", source, "--data", data);

        assertThat(imported.exitCode()).as(imported.output()).isZero();
        assertThat(imported.output())
                .contains("changed: min.insync.replicas=2 was left out. There is one replica here");
        assertThat(TreeState.of(source)).isEqualTo(before);
        CommandRun verified = CommandRun.of("log", "verify", data);
        assertThat(verified.exitCode()).as(verified.output()).isZero();
        try (BrokerProcess broker = BrokerProcess.start(BrokerSetup.in(data))) {
            KafkaClients clients = new KafkaClients(broker.address());
            assertThat(read(clients)).isEqualTo(expected);
            try (Admin admin = clients.admin()) {
                assertThat(Topics.await(admin.describeTopics(List.of("plain")).allTopicNames())
                                .get("plain")
                                .topicId())
                        .isEqualTo(topicId);
                assertThat(new Topics(admin).startOffset(PLAIN)).isEqualTo(7);
                assertThat(overrides(admin, "plain"))
                        .isEqualTo(Map.of("retention.ms", "-1", "max.message.bytes", "2000000"));
                assertThat(overrides(admin, "changed"))
                        .containsEntry("cleanup.policy", "compact")
                        .containsEntry("segment.ms", "100")
                        .containsEntry("retention.ms", "-1")
                        .doesNotContainKeys("min.insync.replicas", "flush.ms");
                assertThat(Topics.await(admin.listConsumerGroupOffsets("readers")
                                        .partitionsToOffsetAndMetadata())
                                .get(PLAIN)
                                .offset())
                        .isEqualTo(23);
            }
            try (Producer<byte[], byte[]> producer = clients.producer("transactional.id", "next")) {
                producer.initTransactions();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("plain", 0, null, bytes("goes on")));
                producer.commitTransaction();
            }
            List<String> kept = expected.get(PLAIN);
            List<String> after = Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> read(clients).get(PLAIN), read -> read.size() > kept.size());
            assertThat(after.subList(0, kept.size())).isEqualTo(kept);
            assertThat(after.get(after.size() - 1)).endsWith("goes on");
        }
        CommandRun again = CommandRun.of("import", source, "--data", data);
        assertThat(again.exitCode()).isEqualTo(3);
        assertThat(again.output()).contains("already");

        damage(source.resolve("plain-0/00000000000000000000.log"));
        Map<Path, String> damaged = TreeState.of(source);
        Path other = directory.resolve("other");
        CommandRun refused = CommandRun.of("import", source, "--data", other);
        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.output()).contains("plain-0/00000000000000000000.log at ", "Nothing was copied");
        assertThat(TreeState.of(source)).isEqualTo(damaged);
        assertThat(other).doesNotExist();
    }

    /** @return the id of the first topic */
    private static Uuid fill(KafkaClients clients) throws Exception {
        try (Admin admin = clients.admin()) {
            Topics topics = new Topics(admin);
            topics.create("plain", 2, "flush.ms", "5000");
            Topics.await(admin.deleteTopics(List.of("plain")).all());
            topics.create("plain", 2, "segment.bytes", "2000000");
            configure(admin, "plain", "max.message.bytes", "2000000", AlterConfigOp.OpType.SET);
            configure(admin, "plain", "segment.bytes", "", AlterConfigOp.OpType.DELETE);
            topics.create(
                    "changed",
                    1,
                    "cleanup.policy",
                    "compact",
                    "segment.ms",
                    "100",
                    "min.cleanable.dirty.ratio",
                    "0.01");
            for (String codec : CODECS) {
                try (Producer<byte[], byte[]> producer =
                        clients.producer("compression.type", codec, "linger.ms", 20, "batch.size", 2000)) {
                    for (int i = 0; i < 40; i++) {
                        producer.send(new ProducerRecord<>("plain", i % 2, bytes("key"), bytes(codec + " " + i)));
                        producer.send(new ProducerRecord<>("changed", bytes("key " + i % 3), bytes(codec + " " + i)));
                    }
                }
            }
            transactions(clients);
            configure(admin, "changed", "min.insync.replicas", "2", AlterConfigOp.OpType.SET);
            Topics.await(admin.deleteRecords(Map.of(PLAIN, RecordsToDelete.beforeOffset(7)))
                    .all());
            try (Consumer<byte[], byte[]> consumer = clients.consumer("group.id", "readers")) {
                consumer.assign(List.of(PLAIN));
                consumer.commitSync(Map.of(PLAIN, new OffsetAndMetadata(23)));
            }
            return Topics.await(admin.describeTopics(List.of("plain")).allTopicNames())
                    .get("plain")
                    .topicId();
        }
    }

    private static void configure(Admin admin, String topic, String name, String value, AlterConfigOp.OpType how) {
        Topics.await(admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic),
                        List.of(new AlterConfigOp(new ConfigEntry(name, value), how))))
                .all());
    }

    private static List<Path> snapshots(Path metadata) throws IOException {
        try (Stream<Path> files = Files.list(metadata)) {
            return files.filter(file -> file.getFileName().toString().matches("0+[1-9].*\\.checkpoint"))
                    .toList();
        }
    }

    /** What a topic says itself. */
    private static Map<String, String> overrides(Admin admin, String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return Topics.await(admin.describeConfigs(List.of(resource)).all()).get(resource).entries().stream()
                .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
    }

    /** One that was committed, one that was aborted, one that is open when Kafka stops. */
    private static void transactions(KafkaClients clients) throws Exception {
        try (Producer<byte[], byte[]> producer = clients.producer("transactional.id", "first")) {
            producer.initTransactions();
            producer.beginTransaction();
            SentRecords.await(producer.send(new ProducerRecord<>("plain", 0, null, bytes("committed"))));
            producer.commitTransaction();
            producer.beginTransaction();
            SentRecords.await(producer.send(new ProducerRecord<>("plain", 0, null, bytes("aborted"))));
            producer.abortTransaction();
        }
    }

    /** What is there when its cleaner has nothing left to do. */
    private static Map<TopicPartition, List<String>> whatKafkaKeeps(KafkaClients clients) {
        AtomicReference<Map<TopicPartition, List<String>>> before = new AtomicReference<>();
        return Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> read(clients), now -> now.equals(before.getAndSet(now)));
    }

    private static Map<TopicPartition, List<String>> read(KafkaClients clients) {
        Map<TopicPartition, List<String>> read = new LinkedHashMap<>();
        try (Consumer<byte[], byte[]> consumer = clients.consumer(COMMITTED_ONLY)) {
            PartitionReader.readAll(consumer, List.of(PLAIN, new TopicPartition("plain", 1), CHANGED))
                    .forEach((partition, records) -> {
                        List<String> lines = new ArrayList<>();
                        for (ConsumerRecord<byte[], byte[]> record : records) {
                            lines.add(record.offset() + " " + record.timestamp() + " "
                                    + new String(record.value(), StandardCharsets.UTF_8));
                        }
                        read.put(partition, lines);
                    });
        }
        return read;
    }

    private static void damage(Path file) throws Exception {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(StoredBatches.RECORDS_AT + 3);
            int before = bytes.read();
            bytes.seek(StoredBatches.RECORDS_AT + 3);
            bytes.write(before ^ 4);
        }
        assertThat(Files.exists(file)).isTrue();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
