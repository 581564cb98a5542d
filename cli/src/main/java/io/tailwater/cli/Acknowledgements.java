package io.tailwater.cli;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** What became of records that were sent. Thread-safe. */
final class Acknowledgements implements Callback {

    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicReference<@Nullable Exception> first = new AtomicReference<>();

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
        if (failure == null) {
            acknowledged.incrementAndGet();
        } else {
            refused.incrementAndGet();
            first.compareAndSet(null, failure);
        }
    }

    long acknowledged() {
        return acknowledged.get();
    }

    boolean failed() {
        return first.get() != null;
    }

    /** @throws ClientException when a record was refused */
    void throwFailure(String topic) {
        Exception failure = first.get();
        if (failure != null) {
            throw new ClientException(
                    ClientException.REFUSED,
                    acknowledged.get() + " records were written to " + topic + ", " + refused.get() + " were not: "
                            + failure.getMessage());
        }
    }
}
