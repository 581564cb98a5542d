package io.tailwater.server.it;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads numbers, writes each to another topic, and commits what it read and wrote in one transaction (KIP-447's loop). Now and
 * then it is taken for dead in the middle of a transaction: another one of its transactional id takes over, and only then does it
 * go on, as a zombie. Runs on one thread.
 */
final class PipelineWorker implements Runnable {

    /** What happened to all workers together. */
    static final class Tally {
        final AtomicInteger committed = new AtomicInteger();
        final AtomicInteger zombies = new AtomicInteger();
        final AtomicInteger zombieCommits = new AtomicInteger();
        final AtomicInteger failures = new AtomicInteger();
    }

    private static final int ONE_IN_ZOMBIES = 15;

    private final KafkaClients clients;
    private final String transactionalId;
    private final Random random;
    private final BooleanSupplier stopping;
    private final Tally tally;
    private final Consumer<PipelineWorker> start;
    private final CountDownLatch initialized = new CountDownLatch(1);

    /** @param start runs another worker on a thread of its own */
    PipelineWorker(
            KafkaClients clients,
            String transactionalId,
            Random random,
            BooleanSupplier stopping,
            Tally tally,
            Consumer<PipelineWorker> start) {
        this.clients = clients;
        this.transactionalId = transactionalId;
        this.random = random;
        this.stopping = stopping;
        this.tally = tally;
        this.start = start;
    }

    @Override
    public void run() {
        boolean replaced = false;
        while (!stopping.getAsBoolean() && !replaced) {
            try (Producer<byte[], byte[]> producer =
                            clients.producer("transactional.id", transactionalId, "transaction.timeout.ms", 20_000);
                    org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer = clients.consumer(
                            "group.id",
                            "pipeline",
                            "isolation.level",
                            "read_committed",
                            "auto.offset.reset",
                            "earliest",
                            "enable.auto.commit",
                            false,
                            "session.timeout.ms",
                            15_000,
                            "max.poll.records",
                            10)) {
                producer.initTransactions();
                initialized.countDown();
                consumer.subscribe(List.of(ExactlyOncePipelineIT.INPUT));
                while (!stopping.getAsBoolean() && !replaced) {
                    replaced = step(producer, consumer);
                }
            } catch (KafkaException e) {
                // Whatever it was, the next attempt begins with what is committed.
                tally.failures.incrementAndGet();
            }
        }
    }

    /** One transaction; returns whether another worker has taken this one's place. */
    private boolean step(
            Producer<byte[], byte[]> producer, org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(200));
        if (records.isEmpty()) {
            return false;
        }
        producer.beginTransaction();
        Map<TopicPartition, OffsetAndMetadata> read = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            producer.send(new ProducerRecord<>(ExactlyOncePipelineIT.OUTPUT, record.value()));
            read.put(
                    new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1));
        }
        boolean zombie = random.nextInt(ONE_IN_ZOMBIES) == 0;
        if (zombie) {
            producer.flush();
            replace();
        }
        try {
            producer.sendOffsetsToTransaction(read, consumer.groupMetadata());
            producer.commitTransaction();
            (zombie ? tally.zombieCommits : tally.committed).incrementAndGet();
        } catch (KafkaException e) {
            if (!zombie) {
                throw e;
            }
        }
        return zombie;
    }

    private void replace() {
        tally.zombies.incrementAndGet();
        PipelineWorker successor =
                new PipelineWorker(clients, transactionalId, new Random(random.nextLong()), stopping, tally, start);
        start.accept(successor);
        try {
            if (!successor.initialized.await(150, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The successor of " + transactionalId + " does not come");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
