package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** What a broker has acknowledged and shown so far, so that it can be held to it. Thread-safe. */
final class Ledger {

    private record Place(TopicPartition partition, long offset) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private final Map<Place, NumberedValue> acknowledged = new HashMap<>();
    private final Map<Place, NumberedValue> shown = new HashMap<>();
    private final Set<String> failures = new HashSet<>();

    /** A producer was told that a value is at an offset. */
    void acknowledged(TopicPartition partition, long offset, NumberedValue value) {
        lock.lock();
        try {
            note(acknowledged, "acknowledged", new Place(partition, offset), value);
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A consumer was shown a value at an offset. */
    void shown(ConsumerRecord<byte[], byte[]> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        NumberedValue value = NumberedValue.of(record);
        lock.lock();
        try {
            note(shown, "shown", new Place(partition, record.offset()), value);
        } finally {
            lock.unlock();
        }
    }

    /** Something happened that must not; the next check fails with it. */
    void failed(String what) {
        lock.lock();
        try {
            failures.add(what);
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until so many more values were acknowledged. */
    void awaitAcknowledged(int more) throws InterruptedException {
        long patienceNanos = TimeUnit.SECONDS.toNanos(60);
        lock.lock();
        try {
            int target = acknowledged.size() + more;
            while (acknowledged.size() < target) {
                assertThat(failures).isEmpty();
                if (patienceNanos <= 0) {
                    throw new AssertionError(
                            "Waited a minute for " + (target - acknowledged.size()) + " more acknowledgements.");
                }
                patienceNanos = grown.awaitNanos(patienceNanos);
            }
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return acknowledged.size();
        } finally {
            lock.unlock();
        }
    }

    /** What it says now, to check against what is read afterwards. */
    Ledger copy() {
        Ledger copy = new Ledger();
        lock.lock();
        try {
            copy.acknowledged.putAll(acknowledged);
            copy.shown.putAll(shown);
            copy.failures.addAll(failures);
            return copy;
        } finally {
            lock.unlock();
        }
    }

    /**
     * That partitions hold all that was acknowledged and shown, each value at its offset and only there, and that the offsets
     * have no gaps, the epochs never fall, and each idempotent writer's values stand in the order it sent them.
     */
    void assertKeptBy(Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> read) {
        assertThat(failures).isEmpty();
        Map<Place, NumberedValue> found = new HashMap<>();
        read.forEach((partition, records) -> {
            Map<Integer, Long> lastNumbers = new HashMap<>();
            int lastEpoch = 0;
            for (int i = 0; i < records.size(); i++) {
                ConsumerRecord<byte[], byte[]> record = records.get(i);
                String where = partition + " at " + record.offset();
                NumberedValue value = NumberedValue.of(record);
                found.put(new Place(partition, record.offset()), value);
                assertThat(record.offset()).as("gap before %s", where).isEqualTo(i);
                assertThat(record.leaderEpoch().orElseThrow())
                        .as("epoch of %s", where)
                        .isGreaterThanOrEqualTo(lastEpoch);
                lastEpoch = record.leaderEpoch().orElseThrow();
                if (value.idempotent()) {
                    Long last = lastNumbers.put(value.writer(), value.number());
                    assertThat(value.number())
                            .as("number of %s, after %s", where, last)
                            .isGreaterThan(last == null ? -1 : last);
                }
            }
        });
        assertContains(found, acknowledged, "acknowledged");
        assertContains(found, shown, "shown");
    }

    private static void assertContains(Map<Place, NumberedValue> found, Map<Place, NumberedValue> due, String how) {
        due.forEach((place, value) -> {
            if (!value.equals(found.get(place))) {
                long end = found.keySet().stream()
                        .filter(other -> other.partition.equals(place.partition))
                        .mapToLong(Place::offset)
                        .max()
                        .orElse(-1);
                throw new AssertionError(value + " was " + how + " at " + place + " and there is " + found.get(place)
                        + "; the last that was read is at " + end);
            }
        });
    }

    private void note(Map<Place, NumberedValue> values, String how, Place place, NumberedValue value) {
        NumberedValue before = values.put(place, value);
        if (before != null && (how.equals("acknowledged") || !before.equals(value))) {
            failures.add(place + " was " + how + " as " + before + " and then as " + value);
        }
    }
}
