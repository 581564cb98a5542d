package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A pipeline that consumes, transforms and produces exactly once counts right, while workers become zombies and the broker is
 * killed.
 */
class ExactlyOncePipelineIT {

    static final String INPUT = "pipeline-in";
    static final String OUTPUT = "pipeline-out";

    private static final int PARTITIONS = 3;
    private static final int WORKERS = 2;

    @TempDir
    Path directory;

    private volatile boolean stopping;

    @Test
    @Timeout(400)
    void everyRecordIsCountedOnceThroughZombiesAndKills() throws Exception {
        run(1_500, 2, System.nanoTime());
    }

    @Test
    @Tag("thorough")
    void everyRecordIsCountedOnceThroughManyZombiesAndKills() throws Exception {
        run(20_000, 15, System.nanoTime());
    }

    private void run(int records, int kills, long seed) throws Exception {
        System.out.println("ExactlyOncePipelineIT: seed " + seed);
        Random random = new Random(seed);
        BrokerSetup setup = BrokerSetup.in(directory.resolve("data")).withPort(FreePort.belowEphemeral());
        KafkaClients clients = new KafkaClients("127.0.0.1:" + setup.port());
        PipelineWorker.Tally tally = new PipelineWorker.Tally();
        ExecutorService threads = Executors.newCachedThreadPool();
        BrokerProcess broker = BrokerProcess.start(setup);
        try {
            try (Admin admin = clients.admin()) {
                new Topics(admin).create(INPUT, PARTITIONS);
                new Topics(admin).create(OUTPUT, PARTITIONS);
            }
            for (int worker = 0; worker < WORKERS; worker++) {
                threads.execute(new PipelineWorker(
                        clients,
                        "pipeline-" + worker,
                        new Random(random.nextLong()),
                        () -> stopping,
                        tally,
                        threads::execute));
            }
            for (int round = 0; round <= kills; round++) {
                produce(clients, records * round / (kills + 1), records * (round + 1) / (kills + 1));
                if (round < kills) {
                    int enough = tally.committed.get() + 3 + random.nextInt(10);
                    await().atMost(Duration.ofMinutes(2)).until(() -> tally.committed.get() >= enough);
                    broker.kill9();
                    broker = BrokerProcess.start(setup);
                }
            }
            await().atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> counted(clients).size() >= records);
            stopping = true;
            threads.shutdown();
            assertThat(threads.awaitTermination(120, TimeUnit.SECONDS)).isTrue();
            check(clients, records, tally);
        } catch (Throwable failure) {
            failure.addSuppressed(new AssertionError("seed " + seed + ", the broker said:\n" + broker.output()));
            throw failure;
        } finally {
            stopping = true;
            broker.close();
            threads.shutdownNow();
        }
    }

    private static void check(KafkaClients clients, int records, PipelineWorker.Tally tally) {
        Map<Integer, Integer> counted = counted(clients);
        assertThat(counted.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, records).boxed().toList());
        assertThat(counted.values()).as("times that each number was written").containsOnly(1);
        assertThat(tally.zombies).as("workers that became zombies").hasPositiveValue();
        assertThat(tally.zombieCommits)
                .as("transactions that zombies could commit")
                .hasValue(0);
        System.out.println("ExactlyOncePipelineIT: " + tally.committed + " transactions, " + tally.zombies
                + " zombies, " + tally.failures + " failures of workers");
    }

    private static void produce(KafkaClients clients, int from, int to) {
        try (Producer<byte[], byte[]> producer = clients.producer()) {
            for (int number = from; number < to; number++) {
                byte[] value = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
                producer.send(new ProducerRecord<>(INPUT, number % PARTITIONS, null, value));
            }
        }
    }

    /** How often each number was written, as readers of committed records see it. */
    private static Map<Integer, Integer> counted(KafkaClients clients) {
        Map<Integer, Integer> times = new HashMap<>();
        List<TopicPartition> all = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(OUTPUT, partition))
                .toList();
        try (Consumer<byte[], byte[]> consumer = clients.consumer("isolation.level", "read_committed")) {
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(500))
                        .forEach(record ->
                                times.merge(ByteBuffer.wrap(record.value()).getInt(), 1, Integer::sum));
            }
        }
        return times;
    }
}
