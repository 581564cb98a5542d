package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A full disk: appends are refused, reads go on, and appends work again when there is space. Needs the right to mount a
 * small file system of its own.
 */
@Timeout(240)
class DiskFullIT {

    private static final int RECORD_BYTES = 200_000;

    @TempDir
    Path directory;

    private Path disk;

    @BeforeEach
    void mountSmallDisk() throws Exception {
        disk = directory.resolve("disk");
        assumeTrue(disk.toFile().mkdir());
        assumeTrue(
                exitCode("mount", "-t", "tmpfs", "-o", "size=64m", "tailwater-it", disk.toString()) == 0,
                "not allowed to mount a tmpfs");
    }

    @AfterEach
    void unmount() throws Exception {
        exitCode("umount", disk.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"mmap", "chronicle"})
    void refusesAppendsUntilThereIsSpaceAgain(String engine) throws Exception {
        BrokerSetup setup = BrokerSetup.in(disk.resolve("data")).withEngine(engine);
        if (engine.equals("chronicle")) { // all of it through mappings, where a full disk crashes who is careless
            setup = setup.withConf("{\"storage\": {\"settings\": {\"directAppendBytes\": \"1000000\"}}}");
        }
        SampleRecords samples = new SampleRecords(9);
        TopicPartition partition = new TopicPartition("filled", 0);
        List<byte[]> acknowledged = new ArrayList<>();
        try (BrokerProcess broker = BrokerProcess.start(setup)) {
            KafkaClients clients = new KafkaClients(broker.address());
            try (Admin admin = clients.admin();
                    Producer<byte[], byte[]> producer = clients.producer("retries", 0, "enable.idempotence", false)) {
                new Topics(admin).create("filled", 1, "segment.bytes", "4000000");
                new Topics(admin).create("ballast", 1, "segment.bytes", "4000000");
                for (int i = 0; i < 100; i++) {
                    SentRecords.await(producer.send(new ProducerRecord<>("ballast", samples.noise(RECORD_BYTES))));
                }

                Throwable refusal = fill(producer, samples, acknowledged);

                assertThat(refusal).isInstanceOf(RetriableException.class);
                assertHolds(clients, partition, acknowledged);
                Topics.await(admin.deleteTopics(List.of("ballast")).all());
                sendUntilAcknowledged(20, broker, producer, samples, acknowledged);
                assertHolds(clients, partition, acknowledged);
            }
            broker.kill9();
        }
        try (BrokerProcess restarted = BrokerProcess.start(setup)) {
            assertHolds(new KafkaClients(restarted.address()), partition, acknowledged);
        }
    }

    @Test
    void startsOnAFullDisk() throws Exception {
        BrokerSetup setup = BrokerSetup.in(disk.resolve("data"));
        TopicPartition partition = new TopicPartition("filled", 0);
        List<byte[]> acknowledged = new ArrayList<>();
        try (BrokerProcess broker = BrokerProcess.start(setup)) {
            KafkaClients clients = new KafkaClients(broker.address());
            try (Producer<byte[], byte[]> producer = clients.producer("retries", 0, "enable.idempotence", false)) {
                fill(producer, new SampleRecords(10), acknowledged);
            }
            broker.kill9();
        }
        try (BrokerProcess restarted = BrokerProcess.start(setup)) {
            KafkaClients clients = new KafkaClients(restarted.address());
            assertHolds(clients, partition, acknowledged);
            try (Admin admin = clients.admin()) {
                Topics.await(admin.deleteTopics(List.of("filled")).all());
            }
        }
    }

    @Test
    void takesDeletionsOfRecordsAndOtherSettingsOnAFullDisk() throws Exception {
        BrokerSetup setup = BrokerSetup.in(disk.resolve("data"));
        SampleRecords samples = new SampleRecords(11);
        TopicPartition ballast = new TopicPartition("ballast", 0);
        TopicPartition filled = new TopicPartition("filled", 0);
        List<byte[]> acknowledged = new ArrayList<>();
        try (BrokerProcess broker = BrokerProcess.start(setup)) {
            KafkaClients clients = new KafkaClients(broker.address());
            try (Admin admin = clients.admin();
                    Producer<byte[], byte[]> producer = clients.producer("retries", 0, "enable.idempotence", false)) {
                new Topics(admin).create("filled", 1, "segment.bytes", "4000000", "retention.ms", "-1");
                new Topics(admin).create("ballast", 1, "segment.bytes", "4000000");
                for (int i = 0; i < 100; i++) {
                    SentRecords.await(producer.send(new ProducerRecord<>("ballast", samples.noise(RECORD_BYTES))));
                }
                fill(producer, samples, acknowledged);
            }
            broker.kill9();
        }
        try (BrokerProcess broker = BrokerProcess.start(setup)) {
            KafkaClients clients = new KafkaClients(broker.address());
            try (Admin admin = clients.admin();
                    Producer<byte[], byte[]> producer = clients.producer("retries", 0, "enable.idempotence", false)) {
                Topics topics = new Topics(admin);
                Topics.await(admin.deleteRecords(Map.of(ballast, RecordsToDelete.beforeOffset(90)))
                        .all());
                assertThat(topics.startOffset(ballast)).isEqualTo(90);
                sendUntilAcknowledged(20, broker, producer, samples, acknowledged);
                fill(producer, samples, acknowledged);

                Topics.await(admin.incrementalAlterConfigs(Map.of(
                                new ConfigResource(ConfigResource.Type.TOPIC, "filled"),
                                List.of(new AlterConfigOp(
                                        new ConfigEntry("retention.bytes", "10000000"), AlterConfigOp.OpType.SET))))
                        .all());
                sendUntilAcknowledged(20, broker, producer, samples, acknowledged);
            }
            broker.kill9();
        }
        try (BrokerProcess broker = BrokerProcess.start(setup);
                Admin admin = new KafkaClients(broker.address()).admin()) {
            assertThat(new Topics(admin).startOffset(ballast)).isEqualTo(90);
            assertThat(new Topics(admin).endOffset(filled)).isEqualTo(acknowledged.size());
        }
    }

    @Test
    void aBudgetKeepsTheVolumeFromFilling() throws Exception {
        BrokerSetup setup = BrokerSetup.in(disk.resolve("data")).withConf("{\"storage\":{\"diskBudget\":\"60%\"}}");
        SampleRecords samples = new SampleRecords(12);
        try (BrokerProcess broker = BrokerProcess.start(setup)) {
            KafkaClients clients = new KafkaClients(broker.address());
            try (Admin admin = clients.admin();
                    Producer<byte[], byte[]> producer = clients.producer("retries", 0, "enable.idempotence", false)) {
                new Topics(admin).create("limited", 2, "segment.bytes", "1000000");
                long most = 0;
                for (int second = 0; second < 5; second++) {
                    for (int i = 0; i < 60; i++) {
                        SentRecords.await(producer.send(new ProducerRecord<>("limited", samples.noise(RECORD_BYTES))));
                    }
                    await().atMost(Duration.ofSeconds(60)).until(() -> usedPercent() < 60);
                    most = Math.max(most, usedPercent());
                }
                assertThat(most).isGreaterThan(35);
                assertThat(broker.awaitLine("Deleted early")).contains("limited-");
            }
        }
    }

    private int usedPercent() throws IOException {
        FileStore volume = Files.getFileStore(disk);
        return (int) (100 * (volume.getTotalSpace() - volume.getUsableSpace()) / volume.getTotalSpace());
    }

    /** Deleting takes a moment, so some are refused first; each attempt waits for its answer. */
    private static void sendUntilAcknowledged(
            int count,
            BrokerProcess broker,
            Producer<byte[], byte[]> producer,
            SampleRecords samples,
            List<byte[]> acknowledged)
            throws Exception {
        int goal = acknowledged.size() + count;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (acknowledged.size() < goal) {
            Throwable refusal = send(producer, samples.noise(RECORD_BYTES), acknowledged);
            if (refusal != null && System.nanoTime() > deadline) {
                throw new AssertionError("Still refused: " + refusal + "\n" + broker.output(), refusal);
            }
        }
    }

    /** Sends until refused, and says why. */
    private static Throwable fill(Producer<byte[], byte[]> producer, SampleRecords samples, List<byte[]> acknowledged)
            throws Exception {
        for (int i = 0; i < 1_000; i++) {
            Throwable refusal = send(producer, samples.noise(RECORD_BYTES), acknowledged);
            if (refusal != null) {
                return refusal;
            }
        }
        throw new AssertionError("A disk of 64 MB took 200 MB.");
    }

    private static @Nullable Throwable send(Producer<byte[], byte[]> producer, byte[] value, List<byte[]> acknowledged)
            throws Exception {
        try {
            producer.send(new ProducerRecord<>("filled", value)).get(60, TimeUnit.SECONDS);
            acknowledged.add(value);
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    private static void assertHolds(KafkaClients clients, TopicPartition partition, List<byte[]> acknowledged) {
        List<byte[]> held = PartitionReader.readAll(clients, partition).stream()
                .map(ConsumerRecord::value)
                .toList();
        assertThat(held).hasSize(acknowledged.size());
        for (int i = 0; i < held.size(); i++) {
            assertThat(held.get(i)).as("record %d", i).isEqualTo(acknowledged.get(i));
        }
    }

    private static int exitCode(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
        } catch (IOException absent) {
            return -1;
        }
    }
}
