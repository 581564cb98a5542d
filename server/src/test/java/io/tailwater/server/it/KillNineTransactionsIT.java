package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker killed at any instant leaves every transaction wholly visible or wholly not: each writes one number to every
 * partition, and says how it ends.
 */
class KillNineTransactionsIT {

    private static final int PARTITIONS = 4;
    private static final String TOPIC = "numbers";
    private static final List<TopicPartition> ALL = IntStream.range(0, PARTITIONS)
            .mapToObj(number -> new TopicPartition(TOPIC, number))
            .toList();

    @TempDir
    Path directory;

    private final Set<Integer> committed = new ConcurrentSkipListSet<>();
    private final Set<Integer> aborted = new ConcurrentSkipListSet<>();
    private volatile boolean stopping;

    @Test
    @Timeout(120)
    void transactionsAreWholeWhenKilled() throws Exception {
        killAndCheck(4, System.nanoTime());
    }

    @Test
    @Tag("thorough")
    void transactionsAreWholeWhenKilledManyTimes() throws Exception {
        killAndCheck(60, System.nanoTime());
    }

    private void killAndCheck(int rounds, long seed) throws Exception {
        System.out.println("KillNineTransactionsIT: seed " + seed);
        Random random = new Random(seed);
        BrokerSetup setup = BrokerSetup.in(directory.resolve("data")).withPort(FreePort.belowEphemeral());
        KafkaClients clients = new KafkaClients("127.0.0.1:" + setup.port());
        BrokerProcess broker = BrokerProcess.start(setup);
        Thread writer = new Thread(() -> write(clients, new Random(seed + 1)), "transactions");
        try {
            try (Admin admin = clients.admin()) {
                new Topics(admin).create(TOPIC, PARTITIONS);
            }
            writer.start();
            for (int round = 0; round < rounds; round++) {
                awaitMore(5 + random.nextInt(40));
                broker.kill9();
                broker = BrokerProcess.start(setup);
            }
            awaitMore(10);
            stopping = true;
            writer.join();
            check(clients);
        } catch (Throwable failure) {
            failure.addSuppressed(new AssertionError("seed " + seed + ", the broker said:\n" + broker.output()));
            throw failure;
        } finally {
            stopping = true;
            broker.close();
            writer.join(30_000);
        }
    }

    private void awaitMore(int transactions) throws InterruptedException {
        synchronized (committed) {
            int enough = committed.size() + transactions;
            while (committed.size() < enough) {
                committed.wait(60_000);
            }
        }
    }

    /** With another producer after each error, which aborts what the one before left open. */
    private void write(KafkaClients clients, Random random) {
        int number = 0;
        while (!stopping) {
            try (Producer<byte[], byte[]> producer = clients.producer(
                    "transactional.id", "numbers", "reconnect.backoff.max.ms", 100, "max.block.ms", 30_000)) {
                producer.initTransactions();
                while (!stopping) {
                    transact(producer, number++, random.nextInt(4) > 0);
                }
            } catch (KafkaException e) {
                // How this one ended is not known; it is whole all the same.
            }
        }
    }

    private void transact(Producer<byte[], byte[]> producer, int number, boolean commit) {
        producer.beginTransaction();
        for (TopicPartition partition : ALL) {
            byte[] value = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
            producer.send(new ProducerRecord<>(TOPIC, partition.partition(), null, value));
        }
        if (commit) {
            producer.commitTransaction();
            synchronized (committed) {
                committed.add(number);
                committed.notifyAll();
            }
        } else {
            producer.flush();
            producer.abortTransaction();
            aborted.add(number);
        }
    }

    private void check(KafkaClients clients) {
        try (Producer<byte[], byte[]> last = clients.producer("transactional.id", "numbers")) {
            last.initTransactions(); // Nothing is left open.
        }
        TreeMap<Integer, Integer> copies = new TreeMap<>();
        try (Consumer<byte[], byte[]> consumer = clients.consumer("isolation.level", "read_committed")) {
            for (TopicPartition partition : ALL) {
                Set<Integer> seen = new HashSet<>();
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                long end = consumer.endOffsets(List.of(partition)).get(partition);
                while (consumer.position(partition) < end) {
                    consumer.poll(Duration.ofSeconds(1)).forEach(record -> {
                        int number = ByteBuffer.wrap(record.value()).getInt();
                        assertThat(seen.add(number))
                                .as("%d once in %s", number, partition)
                                .isTrue();
                        copies.merge(number, 1, Integer::sum);
                    });
                }
            }
        }
        assertThat(copies.values()).as("each number in all partitions").containsOnly(PARTITIONS);
        assertThat(copies.keySet()).containsAll(committed).doesNotContainAnyElementsOf(aborted);
        System.out.println("KillNineTransactionsIT: " + committed.size() + " committed, " + aborted.size()
                + " aborted, " + (copies.size() - committed.size()) + " of unknown end");
    }
}
