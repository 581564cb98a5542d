package io.tailwater.server.it;

import io.tailwater.server.it.LedgerWriter.TopicPartitions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/** Producers of every compression that stay connected throughout, and a consumer; see {@link Ledger} for what must hold. */
final class LedgerWork implements CrashWork {

    private static final TopicPartitions TOPIC = new TopicPartitions("ledger", 4);
    private static final List<String> COMPRESSIONS = List.of("none", "gzip", "snappy", "lz4", "zstd");
    private static final List<TopicPartition> PARTITIONS = IntStream.range(0, TOPIC.count())
            .mapToObj(number -> new TopicPartition(TOPIC.topic(), number))
            .toList();

    private final boolean powerFails;
    private final Ledger ledger = new Ledger();
    private final ReadWriteLock between = new ReentrantReadWriteLock(true);
    private final List<AutoCloseable> clients = new ArrayList<>();

    /**
     * @param powerFails whether it is held to what survives power loss: nothing is asked for but {@code acks=all}, and the
     *     consumer is shown only what is durable
     */
    LedgerWork(boolean powerFails) {
        this.powerFails = powerFails;
    }

    Ledger ledger() {
        return ledger;
    }

    /** Nothing more is written until {@link #resume}, by the same thread: what is there need not be read as fast as it grows. */
    void pause() {
        between.writeLock().lock();
    }

    void resume() {
        between.writeLock().unlock();
    }

    @Override
    public void begin(KafkaClients broker) {
        try (Admin admin = broker.admin()) {
            new Topics(admin)
                    .create(
                            TOPIC.topic(),
                            TOPIC.count(),
                            "segment.bytes",
                            "300000",
                            "read.durable.only",
                            Boolean.toString(powerFails));
        }
        for (String compression : COMPRESSIONS) {
            clients.add(new LedgerWriter(
                    clients.size(),
                    true,
                    TOPIC,
                    broker.producer("compression.type", compression, "reconnect.backoff.max.ms", 100),
                    ledger,
                    between.readLock()));
        }
        if (!powerFails) {
            clients.add(new LedgerWriter(
                    clients.size(),
                    false,
                    TOPIC,
                    broker.producer("acks", "1", "enable.idempotence", false, "reconnect.backoff.max.ms", 100),
                    ledger,
                    between.readLock()));
        }
        clients.add(new LedgerReader(broker.consumer("reconnect.backoff.max.ms", 100), PARTITIONS, ledger));
    }

    @Override
    public void check(KafkaClients broker) {
        Ledger said = ledger.copy();
        said.assertKeptBy(PartitionReader.readAll(broker, PARTITIONS));
    }

    @Override
    public String summary() {
        return ledger.size() + " records";
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable client : clients) {
            client.close();
        }
    }
}
