package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker killed while it deletes keeps what it acknowledged and has not deleted: record n of an idempotent producer is at
 * offset n, whatever went before it, and what was deleted does not come back.
 */
class KillNineRetentionIT {

    private static final TopicPartition PARTITION = new TopicPartition("shortened", 0);

    @TempDir
    Path directory;

    @Test
    @Timeout(300)
    void keepsWhatItHasNotDeletedWhenKilledAmidDeletions() {
        killAndCheck("mmap", 3, System.nanoTime());
    }

    @Test
    @Tag("thorough")
    void keepsWhatItHasNotDeletedWhenKilledAHundredTimes() {
        for (int run = 0; run < 6; run++) {
            killAndCheck(run % 2 == 0 ? "mmap" : "chronicle", 16, System.nanoTime());
        }
    }

    private void killAndCheck(String engine, int rounds, long seed) {
        System.out.println("KillNineRetentionIT: engine " + engine + ", seed " + seed);
        Random random = new Random(seed);
        BrokerSetup setup = BrokerSetup.in(directory.resolve("data-" + seed))
                .withPort(FreePort.belowEphemeral())
                .withEngine(engine)
                .withConf("{\"storage\":{\"retentionCheckIntervalMillis\":" + (10 + random.nextInt(100)) + "}}");
        KafkaClients clients = new KafkaClients("127.0.0.1:" + setup.port());
        BrokerProcess broker = BrokerProcess.start(setup);
        Writer writer = null;
        try (Admin admin = clients.admin()) {
            Topics topics = new Topics(admin);
            topics.create(
                    PARTITION.topic(),
                    1,
                    "segment.bytes",
                    "40000",
                    "retention.bytes",
                    "150000",
                    "retention.ms",
                    "-1",
                    "file.delete.delay.ms",
                    random.nextBoolean() ? "0" : "300");
            writer = new Writer(clients);
            for (int round = 0; round < rounds; round++) {
                writer.awaitAcknowledged(500 + random.nextInt(2_500));
                long startBefore = topics.startOffset(PARTITION);
                long acknowledged = writer.acknowledged();
                broker.kill9();
                broker = BrokerProcess.start(setup);

                List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
                await().atMost(Duration.ofMinutes(1)).until(() -> {
                    found.clear();
                    found.addAll(read(clients));
                    return !found.isEmpty() // Retention, with the writer, may overtake a slow reader.
                            && found.get(found.size() - 1).offset() >= acknowledged - 1;
                });
                assertThat(topics.startOffset(PARTITION)).as("start").isGreaterThanOrEqualTo(startBefore);
                assertThat(found)
                        .allSatisfy(record -> assertThat(
                                        ByteBuffer.wrap(record.value()).getLong())
                                .isEqualTo(record.offset()));
            }
            writer.close();
            assertThat(writer.acknowledged()).isEqualTo(topics.endOffset(PARTITION));
            await().atMost(Duration.ofMinutes(1)).until(() -> topics.startOffset(PARTITION) > 0);
        } catch (Throwable failure) {
            failure.addSuppressed(new AssertionError("seed " + seed + ", the broker said:\n" + broker.output()));
            throw failure;
        } finally {
            if (writer != null) {
                writer.close();
            }
            broker.close();
        }
    }

    /** What is there, as it is being written and deleted: begins again where the log begins by then. */
    private static List<ConsumerRecord<byte[], byte[]>> read(KafkaClients clients) {
        try (Consumer<byte[], byte[]> consumer = clients.consumer("auto.offset.reset", "earliest")) {
            return PartitionReader.readAll(consumer, List.of(PARTITION)).getOrDefault(PARTITION, List.of());
        }
    }

    /** Sends numbers until it is closed. */
    private static final class Writer implements AutoCloseable {

        private final Producer<byte[], byte[]> producer;
        private final AtomicLong acknowledged = new AtomicLong();
        private final Progress progress = new Progress();
        private final Thread thread = new Thread(this::send, "numbers");
        private volatile boolean closed;

        Writer(KafkaClients clients) {
            producer = clients.producer(
                    "reconnect.backoff.max.ms", 100, "buffer.memory", 2_000_000, "batch.size", 4_000, "linger.ms", 1);
            thread.start();
        }

        private void send() {
            for (long number = 0; !closed; number++) {
                producer.send(
                        new ProducerRecord<>(
                                PARTITION.topic(),
                                0,
                                null,
                                ByteBuffer.allocate(300).putLong(number).array()),
                        (metadata, failure) -> {
                            if (failure == null) {
                                acknowledged.incrementAndGet();
                                progress.happened();
                            }
                        });
            }
            producer.flush();
        }

        long acknowledged() {
            return acknowledged.get();
        }

        void awaitAcknowledged(long more) {
            long goal = acknowledged() + more;
            progress.await(goal + " acknowledged", () -> acknowledged() >= goal);
        }

        @Override
        public void close() {
            closed = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            producer.close();
        }
    }
}
