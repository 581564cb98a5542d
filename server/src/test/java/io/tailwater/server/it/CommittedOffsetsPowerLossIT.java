package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tailwater.core.BrokerEnvironment;
import io.tailwater.core.BrokerVerticle;
import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.storage.tck.file.RecordingFiles;
import io.tailwater.tcp.KafkaServerVerticle;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A group has committed what power loss then takes from the log: records acknowledged with {@code acks=1} were not forced, the
 * committed offset was. Its members find out by the leader epoch (KIP-320) and go on where the log ends, with nothing of what
 * comes after left out; those that ask to be told are told.
 */
class CommittedOffsetsPowerLossIT {

    private static final TopicPartition PARTITION = new TopicPartition("read", 0);
    private static final int FORCED = 5;
    private static final int READ = 10;
    private static final int AFTER = 8;
    private static final int MOST_LIVES = 40;

    @TempDir
    Path directory;

    @Test
    @Timeout(300)
    void membersGoOnWhereTheLogEndsAfterPowerLossTookWhatTheyHadRead() throws Exception {
        long seed = System.nanoTime();
        System.out.println("CommittedOffsetsPowerLossIT: seed " + seed);
        boolean lost = false;
        for (int life = 0; life < MOST_LIVES && !lost; life++) {
            Path before = Files.createDirectory(directory.resolve("before-" + life));
            Path after = directory.resolve("after-" + life);
            readAndLosePower(before, after, seed + life);
            lost = endsBefore(after);
        }
        assertThat(lost).as("power loss took something in one of the lives").isTrue();
    }

    private void readAndLosePower(Path root, Path target, long seed) throws Exception {
        try (RecordingFiles files = new RecordingFiles(root)) {
            Vertx vertx = start(root, files);
            try {
                KafkaClients clients = clients(vertx);
                try (Admin admin = clients.admin()) {
                    new Topics(admin).create(PARTITION.topic(), 1);
                }
                produce(clients, "all", 0, FORCED);
                produce(clients, "1", FORCED, READ);
                try (Consumer<byte[], byte[]> consumer = member(clients, "earliest")) {
                    assertThat(read(consumer, READ)).isEqualTo(values(0, READ));
                    consumer.commitSync();
                }
            } finally {
                files.losePowerAfter(1);
                vertx.close().otherwiseEmpty().await(60, TimeUnit.SECONDS);
            }
            files.losePower(target, seed);
        }
    }

    /** Checks what members do, and says whether the log ends before what they had committed. */
    private static boolean endsBefore(Path root) throws Exception {
        try (RecordingFiles files = new RecordingFiles(root)) {
            Vertx vertx = start(root, files);
            try {
                KafkaClients clients = clients(vertx);
                long end = checkCommitted(clients);
                produce(clients, "all", READ, READ + AFTER);
                if (end < READ) {
                    checkToldOf(clients, end);
                }
                try (Consumer<byte[], byte[]> consumer = member(clients, "latest")) {
                    assertThat(read(consumer, AFTER)).isEqualTo(values(READ, READ + AFTER));
                    assertThat(consumer.position(PARTITION)).isEqualTo(end + AFTER);
                }
                return end < READ;
            } finally {
                vertx.close().await(60, TimeUnit.SECONDS);
            }
        }
    }

    /** The committed offset is there with its epoch; returns where the log ends. */
    private static long checkCommitted(KafkaClients clients) {
        try (Admin admin = clients.admin()) {
            OffsetAndMetadata committed = Topics.await(
                            admin.listConsumerGroupOffsets("readers").partitionsToOffsetAndMetadata())
                    .get(PARTITION);
            assertThat(committed.offset()).isEqualTo(READ);
            assertThat(committed.leaderEpoch()).isPresent();
            long end = Topics.await(admin.listOffsets(Map.of(PARTITION, OffsetSpec.latest()))
                            .partitionResult(PARTITION))
                    .offset();
            assertThat(end).isBetween((long) FORCED, (long) READ);
            return end;
        }
    }

    private static void checkToldOf(KafkaClients clients, long end) {
        try (Consumer<byte[], byte[]> strict = member(clients, "none")) {
            LogTruncationException told = catchThrowableOfType(LogTruncationException.class, () -> read(strict, AFTER));
            assertThat(told.divergentOffsets().get(PARTITION).offset()).isEqualTo(end);
        }
    }

    private static Vertx start(Path root, RecordingFiles files) throws Exception {
        Vertx vertx = Vertx.vertx();
        BrokerEnvironment environment =
                new BrokerEnvironment(files, InstantSource.system(), UUID::randomUUID, BrokerMetrics.NONE);
        BrokerConfig config = BrokerConfig.DEFAULTS.withDataDirectory(root).withKafkaPort(0);
        vertx.deployVerticle(new BrokerVerticle(config, environment)).await(60, TimeUnit.SECONDS);
        vertx.deployVerticle(new KafkaServerVerticle()).await(60, TimeUnit.SECONDS);
        return vertx;
    }

    private static KafkaClients clients(Vertx vertx) {
        return new KafkaClients("127.0.0.1:" + KafkaServerVerticle.port(vertx).orElseThrow());
    }

    private static Consumer<byte[], byte[]> member(KafkaClients clients, String reset) {
        Consumer<byte[], byte[]> consumer =
                clients.consumer("group.id", "readers", "auto.offset.reset", reset, "enable.auto.commit", false);
        consumer.subscribe(List.of(PARTITION.topic()));
        return consumer;
    }

    private static void produce(KafkaClients clients, String acks, int from, int to) throws Exception {
        try (Producer<byte[], byte[]> producer = clients.producer("acks", acks, "enable.idempotence", false)) {
            for (String value : values(from, to)) {
                producer.send(new ProducerRecord<>(PARTITION.topic(), 0, null, value.getBytes(StandardCharsets.UTF_8)))
                        .get(60, TimeUnit.SECONDS);
            }
        }
    }

    private static List<String> read(Consumer<byte[], byte[]> consumer, int count) {
        List<String> values = new ArrayList<>();
        while (values.size() < count) {
            consumer.poll(Duration.ofSeconds(60))
                    .forEach(record -> values.add(new String(record.value(), StandardCharsets.UTF_8)));
        }
        return values;
    }

    private static List<String> values(int from, int to) {
        List<String> values = new ArrayList<>();
        for (int i = from; i < to; i++) {
            values.add("record " + i);
        }
        return values;
    }
}
