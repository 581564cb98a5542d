package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A backup of a broker that is written to, what becomes of it while the original goes on, and a broker that starts from it. */
@Timeout(300)
class BackupIT {

    private static final TopicPartition PARTITION = new TopicPartition("saved", 0);
    private static final int BEFORE = 2_000;

    @TempDir
    Path directory;

    private final AtomicInteger acknowledged = new AtomicInteger();

    @Test
    void startsElsewhereWithEverythingUpToTheBackupWhateverTheOriginalDoesThen() throws Exception {
        Path data = directory.resolve("data");
        Path backup = directory.resolve("backup");
        Map<Path, Long> checksums;
        int acknowledgedBefore;
        try (BrokerProcess broker = BrokerProcess.start(BrokerSetup.in(data))) {
            KafkaClients clients = new KafkaClients(broker.address());
            try (Admin admin = clients.admin()) {
                new Topics(admin).create("saved", 1, "segment.bytes", "65536");
            }
            AtomicBoolean going = new AtomicBoolean(true);
            CountDownLatch some = new CountDownLatch(BEFORE);
            Thread writer = new Thread(() -> write(clients, going, some), "backup-writer");
            writer.start();
            some.await();
            commit(clients, 1_500);
            acknowledgedBefore = acknowledged.get();

            CommandRun run = CommandRun.of("backup", backup, "--http", broker.httpAddress());

            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(run.output()).doesNotContain(" 0 bytes linked");
            checksums = checksums(backup);
            int acknowledgedThen = acknowledged.get();
            await().atMost(Duration.ofMinutes(1)).until(() -> acknowledged.get() >= acknowledgedThen + 500);
            going.set(false);
            writer.join();
            // The original goes on: deletes most of it, is killed, and its end is cut when it starts again.
            try (Admin admin = clients.admin()) {
                Topics.await(admin.deleteRecords(Map.of(PARTITION, RecordsToDelete.beforeOffset(1_800)))
                        .all());
            }
            broker.kill9();
        }
        try (BrokerProcess broker = BrokerProcess.start(BrokerSetup.in(data))) {
            try (Producer<byte[], byte[]> producer = new KafkaClients(broker.address()).producer()) {
                SentRecords.await(producer.send(new ProducerRecord<>("saved", value(-1))));
            }
            assertThat(broker.terminate()).isZero();
        }
        assertThat(checksums(backup)).isEqualTo(checksums);
        CommandRun verified = CommandRun.of("log", "verify", backup);
        assertThat(verified.exitCode()).as(verified.output()).isZero();

        try (BrokerProcess second = BrokerProcess.start(BrokerSetup.in(backup))) {
            KafkaClients clients = new KafkaClients(second.address());
            List<ConsumerRecord<byte[], byte[]>> records = PartitionReader.readAll(clients, PARTITION);
            assertThat(records).hasSizeGreaterThanOrEqualTo(acknowledgedBefore);
            for (int i = 0; i < records.size(); i++) {
                assertThat(records.get(i).offset()).isEqualTo(i);
                assertThat(records.get(i).value()).isEqualTo(value(i));
            }
            try (Admin admin = clients.admin()) {
                assertThat(Topics.await(admin.listConsumerGroupOffsets("readers")
                                        .partitionsToOffsetAndMetadata())
                                .get(PARTITION)
                                .offset())
                        .isEqualTo(1_500);
            }
            assertThat(second.terminate()).isZero();
        }
    }

    /** Retention goes by the file's time where records have none. */
    @Test
    void copiesAreAsOldAsWhatTheyAreCopiesOf() throws Exception {
        Path data = directory.resolve("data");
        FileTime longAgo = FileTime.from(Instant.parse("2020-02-02T02:02:02Z"));
        try (BrokerProcess broker = BrokerProcess.start(BrokerSetup.in(data))) {
            KafkaClients clients = new KafkaClients(broker.address());
            try (Admin admin = clients.admin();
                    Producer<byte[], byte[]> producer = clients.producer()) {
                new Topics(admin).create("saved", 1);
                SentRecords.await(producer.send(new ProducerRecord<>("saved", value(0))));
            }
            Path written = data.resolve("saved-0/00000000000000000000.log");
            Path copy;
            int copies = 0;
            do { // again when the broker has prepared the file for more meanwhile
                Files.setLastModifiedTime(written, longAgo);
                Path backup = directory.resolve("backup-" + copies++);
                CommandRun run = CommandRun.of("backup", backup, "--http", broker.httpAddress());
                assertThat(run.exitCode()).as(run.output()).isZero();
                copy = backup.resolve("saved-0/00000000000000000000.log");
            } while (!Files.getLastModifiedTime(written).equals(longAgo));
            assertThat(Files.getAttribute(copy, "unix:ino")).isNotEqualTo(Files.getAttribute(written, "unix:ino"));
            assertThat(Files.getLastModifiedTime(copy)).isEqualTo(longAgo);
        }
    }

    @Test
    void saysInOneSentenceWhyThereIsNoBackup() throws Exception {
        Path there = Files.createDirectory(directory.resolve("there"));
        CommandRun exists = CommandRun.of("backup", there);
        CommandRun nobody =
                CommandRun.of("backup", directory.resolve("new"), "--http", "127.0.0.1:" + FreePort.belowEphemeral());

        assertThat(exists.exitCode()).isEqualTo(3);
        assertThat(exists.output().lines()).singleElement().asString().contains("is there already");
        assertThat(nobody.exitCode()).isEqualTo(3);
        assertThat(nobody.output().lines()).singleElement().asString().contains("No broker answers");
        assertThat(directory.resolve("new")).doesNotExist();
    }

    private void write(KafkaClients clients, AtomicBoolean going, CountDownLatch some) {
        try (Producer<byte[], byte[]> producer = clients.producer("acks", "all", "batch.size", 4_000, "linger.ms", 2)) {
            for (int i = 0; going.get(); i++) {
                producer.send(new ProducerRecord<>("saved", value(i)), (metadata, failure) -> {
                    if (failure == null) {
                        acknowledged.incrementAndGet();
                        some.countDown();
                    }
                });
                if (i > 0 && i % 200 == 0) {
                    producer.flush();
                }
            }
        }
    }

    private static void commit(KafkaClients clients, long offset) {
        try (Consumer<byte[], byte[]> consumer = clients.consumer("group.id", "readers")) {
            consumer.assign(List.of(PARTITION));
            consumer.commitSync(Map.of(PARTITION, new OffsetAndMetadata(offset)));
        }
    }

    private static byte[] value(int number) {
        return ("record number " + number + " with some more text, so that segments roll: " + "x".repeat(100))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Map<Path, Long> checksums(Path root) throws Exception {
        Map<Path, Long> checksums = new TreeMap<>();
        List<Path> files;
        try (Stream<Path> walk = Files.walk(root)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            CRC32C crc = new CRC32C();
            crc.update(Files.readAllBytes(file));
            checksums.put(root.relativize(file), crc.getValue());
        }
        return checksums;
    }
}
