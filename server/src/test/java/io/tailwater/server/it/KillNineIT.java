package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.server.it.LedgerWriter.TopicPartitions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker killed at any instant keeps what it acknowledged: every record once, at its offset, with its bytes. Producers of
 * every compression and a consumer stay connected throughout.
 */
class KillNineIT {

    private static final TopicPartitions TOPIC = new TopicPartitions("ledger", 4);
    private static final List<String> COMPRESSIONS = List.of("none", "gzip", "snappy", "lz4", "zstd");
    private static final List<TopicPartition> PARTITIONS = IntStream.range(0, TOPIC.count())
            .mapToObj(number -> new TopicPartition(TOPIC.topic(), number))
            .toList();

    @TempDir
    Path directory;

    @Test
    @Timeout(180)
    void keepsEveryAcknowledgedRecordWhenKilled() throws Exception {
        killAndCheck("mmap", 8, System.nanoTime());
    }

    @Test
    @Timeout(180)
    void keepsEveryAcknowledgedRecordInTheEngineChronicleWhenKilled() throws Exception {
        killAndCheck("chronicle", 3, System.nanoTime());
    }

    @Test
    @Tag("thorough")
    void keepsEveryAcknowledgedRecordWhenKilledHundredsOfTimes() throws Exception {
        for (int run = 0; run < 15; run++) {
            killAndCheck(run % 2 == 0 ? "mmap" : "chronicle", 20, System.nanoTime());
        }
    }

    private void killAndCheck(String engine, int rounds, long seed) throws Exception {
        System.out.println("KillNineIT: engine " + engine + ", seed " + seed);
        Random random = new Random(seed);
        Path data = directory.resolve("data-" + seed);
        BrokerSetup setup =
                BrokerSetup.in(data).withPort(FreePort.belowEphemeral()).withEngine(engine);
        KafkaClients clients = new KafkaClients("127.0.0.1:" + setup.port());
        Ledger ledger = new Ledger();
        BrokerProcess broker = BrokerProcess.start(setup);
        try {
            try (Admin admin = clients.admin()) {
                new Topics(admin).create(TOPIC.topic(), TOPIC.count(), "segment.bytes", "1000000");
            }
            List<AutoCloseable> load = startLoad(clients, ledger);
            try {
                int epoch = leaderEpoch(broker);
                for (int round = 0; round < rounds; round++) {
                    ledger.awaitAcknowledged(1 + random.nextInt(3_000));
                    broker.kill9();
                    broker = startAgain(setup, random);
                    int newEpoch = leaderEpoch(broker);
                    assertThat(newEpoch).as("leader epoch").isGreaterThan(epoch);
                    epoch = newEpoch;
                    ledger.copy().assertKeptBy(readAll(clients));
                }
            } catch (Throwable failure) {
                failure.addSuppressed(new AssertionError("seed " + seed + ", the broker said:\n" + broker.output()));
                throw failure;
            } finally {
                for (AutoCloseable client : load) {
                    client.close();
                }
            }
            ledger.assertKeptBy(readAll(clients));
            System.out.println("KillNineIT: " + ledger.size() + " acknowledged records kept over " + rounds + " kills");
        } finally {
            broker.close();
        }
    }

    /** Sometimes it is killed while it starts, too: recovery must be able to begin again. */
    private static BrokerProcess startAgain(BrokerSetup setup, Random random) {
        while (random.nextInt(3) == 0) {
            try (BrokerProcess starting = BrokerProcess.launch(setup)) {
                starting.runFor(random.nextInt(700));
            }
        }
        return BrokerProcess.start(setup);
    }

    private static List<AutoCloseable> startLoad(KafkaClients clients, Ledger ledger) {
        List<AutoCloseable> load = new ArrayList<>();
        for (String compression : COMPRESSIONS) {
            load.add(new LedgerWriter(
                    load.size(),
                    true,
                    TOPIC,
                    clients.producer("compression.type", compression, "reconnect.backoff.max.ms", 100),
                    ledger));
        }
        load.add(new LedgerWriter(
                load.size(),
                false,
                TOPIC,
                clients.producer("acks", "1", "enable.idempotence", false, "reconnect.backoff.max.ms", 100),
                ledger));
        load.add(new LedgerReader(clients.consumer("reconnect.backoff.max.ms", 100), PARTITIONS, ledger));
        return load;
    }

    private static Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> readAll(KafkaClients clients) {
        return PartitionReader.readAll(clients, PARTITIONS);
    }

    private static int leaderEpoch(BrokerProcess broker) throws Exception {
        try (RawConnection connection = RawConnection.to(broker.address())) {
            return connection.leaderEpoch(PARTITIONS.get(0));
        }
    }
}
