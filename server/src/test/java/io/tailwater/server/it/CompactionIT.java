package io.tailwater.server.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tailwater.server.it.ForeignProgram.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compacted topics of a real broker, which compacts them all the time, with Kafka's clients and tools. That it does, and how, is
 * said while it runs, and holds over restarts.
 */
@Timeout(400)
class CompactionIT {

    /** With these alone nothing would be compacted while the test runs. */
    private static final String CONF = """
            {"storage": {"compaction": {"intervalMillis": 3600000, "bytesPerSecond": 1}}}""";

    private static final Map<String, String> CHANGED = Map.of(
            "log.cleaner.backoff.ms", "50",
            "log.cleaner.io.max.bytes.per.second", "0",
            "log.cleaner.dedupe.buffer.size", "65536");
    private static final String[] COMPACTED = {
        "cleanup.policy", "compact",
        "segment.bytes", "100000",
        "min.cleanable.dirty.ratio", "0.01",
        "delete.retention.ms", "300"
    };
    private static final List<String> COMPRESSIONS = List.of("none", "gzip", "snappy", "lz4", "zstd");
    private static final int KEYS = 200;

    @TempDir
    Path directory;

    /** The last value of every key, all acknowledged; empty for a tombstone. */
    private final Map<String, String> written = new TreeMap<>();

    @Test
    void keepsTheLastValueOfEveryKeyOverKills() throws Exception {
        long seed = System.nanoTime();
        System.out.println("CompactionIT: seed " + seed);
        Random random = new Random(seed);
        BrokerSetup setup =
                BrokerSetup.in(directory.resolve("data")).withConf(CONF).withPort(FreePort.belowEphemeral());
        KafkaClients clients = new KafkaClients("127.0.0.1:" + setup.port());
        TopicPartition partition = null;
        BrokerProcess broker = BrokerProcess.start(setup);
        try {
            try (Admin admin = clients.admin()) {
                partition = new Topics(admin).create("compacted", 1, COMPACTED);
                compactMore(admin);
            }
            for (int round = 0; round < COMPRESSIONS.size(); round++) {
                try (Reading reading = new Reading(clients, partition)) {
                    produce(clients, COMPRESSIONS.get(round), random);
                    reading.awaitAnotherPass();
                }
                broker.runFor(random.nextInt(400));
                broker.kill9();
                broker = BrokerProcess.start(setup);
                assertLastValues(clients, partition);
            }
            long bytes = awaitCompact(clients, partition);
            System.out.println("CompactionIT: " + bytes + " bytes are left");
            assertLastValues(clients, partition);
            broker.terminate();
        } catch (Throwable failure) {
            failure.addSuppressed(new AssertionError("seed " + seed + ", the broker said:\n" + broker.output()));
            throw failure;
        } finally {
            broker.close();
        }
        assertKafkasToolReads();
    }

    private static void compactMore(Admin admin) {
        List<AlterConfigOp> changes = CHANGED.entrySet().stream()
                .map(each ->
                        new AlterConfigOp(new ConfigEntry(each.getKey(), each.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        Topics.await(admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.BROKER, "1"), changes))
                .all());
    }

    /** 20,000 records: the last of each key is what must be found. */
    private void produce(KafkaClients clients, String compression, Random random) throws Exception {
        try (Producer<byte[], byte[]> producer =
                clients.producer("compression.type", compression, "batch.size", 4_000, "linger.ms", 2)) {
            List<Future<?>> sent = new ArrayList<>();
            Map<String, String> last = new TreeMap<>();
            for (int i = 0; i < 20_000; i++) {
                String key = "key-" + random.nextInt(KEYS);
                String value =
                        random.nextInt(20) == 0 ? null : compression + "-" + i + "-" + "x".repeat(random.nextInt(80));
                sent.add(producer.send(new ProducerRecord<>(
                        "compacted", key.getBytes(UTF_8), value == null ? null : value.getBytes(UTF_8))));
                last.put(key, value == null ? "" : value);
            }
            producer.flush();
            for (Future<?> each : sent) {
                each.get(60, TimeUnit.SECONDS);
            }
            written.putAll(last);
        }
    }

    /**
     * A reader that is slower than {@code delete.retention.ms} may have an old value of a key and miss the tombstone, which is gone
     * when it comes there: who begins anew finds neither.
     */
    private void assertLastValues(KafkaClients clients, TopicPartition partition) {
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            Map<String, String> found = lastValues(PartitionReader.readAll(clients, partition));
            List<String> others = written.keySet().stream()
                    .filter(key -> !found.getOrDefault(key, "").equals(written.get(key)))
                    .toList();
            assertThat(others)
                    .as("keys that are not deleted and have not their last value")
                    .allSatisfy(key -> assertThat(written.get(key)).isEmpty());
            return others.isEmpty();
        });
    }

    private static Map<String, String> lastValues(List<ConsumerRecord<byte[], byte[]>> records) {
        Map<String, String> last = new TreeMap<>();
        long offset = -1;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            assertThat(record.offset()).isGreaterThan(offset);
            offset = record.offset();
            last.put(new String(record.key(), UTF_8), record.value() == null ? "" : new String(record.value(), UTF_8));
        }
        return last;
    }

    /** Without more being written only what is in the active segment is there twice. */
    private long awaitCompact(KafkaClients clients, TopicPartition partition) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> logBytes() < 50_000);
        assertThat(PartitionReader.readAll(clients, partition).size())
                .as("records left of 100,000")
                .isLessThan(10_000);
        return logBytes();
    }

    private List<Path> logs() {
        try (Stream<Path> files = Files.walk(directory.resolve("data").resolve("compacted-0"))) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long logBytes() {
        try {
            return logs().stream()
                    .limit(Math.max(0, logs().size() - 1))
                    .mapToLong(CompactionIT::size)
                    .sum();
        } catch (UncheckedIOException e) {
            return Long.MAX_VALUE; // a file was replaced just now
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertKafkasToolReads() throws IOException, InterruptedException {
        String files = logs().stream().map(Path::toString).collect(Collectors.joining(","));
        Outcome dumped = new ForeignProgram(ForeignProgram.java("kafka-tools", "org.apache.kafka.tools.DumpLogSegments")
                        .command())
                .run("--files", files, "--print-data-log", "--deep-iteration");
        assertThat(dumped.succeeds())
                .contains("Log starting offset", "isvalid: true")
                .doesNotContain("isvalid: false");
    }

    /** A consumer that reads from the start again and again, and never meets an offset that goes back or a record without key. */
    private static final class Reading implements AutoCloseable {

        private final ExecutorService thread = Executors.newSingleThreadExecutor();
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final Future<Integer> passes;
        private final AtomicInteger done = new AtomicInteger();

        Reading(KafkaClients clients, TopicPartition partition) {
            passes = thread.submit((Callable<Integer>) () -> {
                try (Consumer<byte[], byte[]> consumer = clients.consumer("isolation.level", "read_committed")) {
                    while (!stopped.get()) {
                        lastValues(PartitionReader.readAll(consumer, List.of(partition))
                                .get(partition));
                        done.incrementAndGet();
                    }
                }
                return done.get();
            });
        }

        void awaitAnotherPass() {
            int before = done.get();
            await().atMost(Duration.ofMinutes(1)).until(() -> done.get() > before || passes.isDone());
        }

        @Override
        public void close() throws Exception {
            stopped.set(true);
            assertThat(passes.get(60, TimeUnit.SECONDS)).isPositive();
            thread.shutdown();
        }
    }
}
