package io.tailwater.server.it;

import java.time.Duration;
import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** A consumer that follows partitions and notes all it is shown. Owns its thread. */
final class LedgerReader implements AutoCloseable {

    private final Consumer<byte[], byte[]> consumer;
    private final Collection<TopicPartition> partitions;
    private final Ledger ledger;
    private final Thread thread;
    private volatile boolean closed;

    LedgerReader(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions, Ledger ledger) {
        this.consumer = consumer;
        this.partitions = partitions;
        this.ledger = ledger;
        thread = new Thread(this::read, "ledger-reader");
        thread.start();
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (consumer) {
            consumer.assign(partitions);
            partitions.forEach(partition -> consumer.seek(partition, 0));
            while (!closed) {
                consumer.poll(Duration.ofMillis(200)).forEach(ledger::shown);
            }
        } catch (RuntimeException | AssertionError e) {
            ledger.failed("The reader ended: " + e);
        }
    }
}
