package io.tailwater.server.it;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A producer that writes numbered values to all partitions of a topic in turn, a bounded number at a time, and notes their
 * acknowledgements. Owns its thread; closing it waits for what is under way.
 */
final class LedgerWriter implements AutoCloseable {

    private static final int UNDER_WAY = 40;
    private static final long PACE_NANOS = 1_000_000; // What was written is read again and again.

    private final int id;
    private final boolean idempotent;
    private final String topic;
    private final int partitions;
    private final Producer<byte[], byte[]> producer;
    private final Ledger ledger;
    private final Lock between;
    private final Semaphore room = new Semaphore(UNDER_WAY);
    private final Thread thread;
    private volatile boolean closed;

    /** @param between held while a record is sent, so that who holds it stops the writers */
    LedgerWriter(
            int id,
            boolean idempotent,
            TopicPartitions target,
            Producer<byte[], byte[]> producer,
            Ledger ledger,
            Lock between) {
        this.id = id;
        this.idempotent = idempotent;
        this.topic = target.topic();
        this.partitions = target.count();
        this.producer = producer;
        this.ledger = ledger;
        this.between = between;
        thread = new Thread(this::write, "writer-" + id);
        thread.start();
    }

    /** All partitions of a topic. */
    record TopicPartitions(String topic, int count) {}

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ofSeconds(60));
    }

    private void write() {
        try {
            for (long number = 0; !closed; number++) {
                room.acquire();
                between.lock();
                try {
                    send(new NumberedValue(id, idempotent, number));
                } finally {
                    between.unlock();
                }
                LockSupport.parkNanos(PACE_NANOS);
            }
        } catch (InterruptedException | RuntimeException e) {
            ledger.failed("Writer " + id + " ended: " + e);
        }
    }

    private void send(NumberedValue value) {
        int partition = (int) (value.number() % partitions);
        producer.send(new ProducerRecord<>(topic, partition, null, value.toBytes()), (metadata, failure) -> {
            room.release();
            if (failure == null) {
                ledger.acknowledged(new TopicPartition(topic, partition), metadata.offset(), value);
            } else {
                ledger.failed(value + " was refused: " + failure);
            }
        });
    }
}
