package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * A compacted topic whose keys are written and deleted over and over: each key has its last version, or none where that was a
 * deletion; versions rise with offsets, and none comes back.
 */
final class CompactionWork extends SessionWork {

    private static final TopicPartition PARTITION = new TopicPartition("compacted", 0);
    private static final int KEYS = 60;
    private static final int AT_ONCE = 20;

    /** The last that was tried with a key, and the last that was answered. */
    private static final class Known {
        private long tried;
        private boolean triedDeletion;
        private long answered;
        private boolean answeredDeletion;

        boolean mayBeDeleted() {
            return answeredDeletion || triedDeletion;
        }
    }

    private final Random random;
    private final Map<Integer, Known> keys = new HashMap<>();
    private long version;

    CompactionWork(Random random) {
        this.random = random;
        for (int key = 0; key < KEYS; key++) {
            keys.put(key, new Known());
        }
    }

    @Override
    void prepare(KafkaClients clients) {
        try (Admin admin = clients.admin()) {
            new Topics(admin)
                    .create(
                            PARTITION.topic(),
                            1,
                            "cleanup.policy",
                            "compact",
                            "segment.bytes",
                            "20000",
                            "min.cleanable.dirty.ratio",
                            "0.01",
                            "delete.retention.ms",
                            "0");
        }
    }

    @Override
    void session(KafkaClients clients) throws Exception {
        try (Producer<byte[], byte[]> producer = clients.producer("reconnect.backoff.max.ms", 100)) {
            while (goesOn()) {
                step(() -> write(producer));
            }
        }
    }

    private void write(Producer<byte[], byte[]> producer) throws Exception {
        List<Runnable> answers = new ArrayList<>();
        List<Future<?>> sent = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            int key = random.nextInt(KEYS);
            Known known = keys.get(key);
            long current = ++version;
            boolean deletion = random.nextInt(5) == 0;
            known.tried = current;
            known.triedDeletion = deletion;
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(PARTITION.topic(), 0, bytes(key), deletion ? null : new byte[200]);
            record.headers()
                    .add(new RecordHeader(
                            "version",
                            ByteBuffer.allocate(Long.BYTES).putLong(current).array()));
            sent.add(producer.send(record));
            answers.add(() -> {
                known.answered = current;
                known.answeredDeletion = deletion;
            });
        }
        for (int i = 0; i < AT_ONCE; i++) {
            sent.get(i).get(130, TimeUnit.SECONDS);
            answers.get(i).run();
        }
    }

    private static byte[] bytes(int key) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(key).array();
    }

    @Override
    void compare(KafkaClients clients) {
        await().atMost(Duration.ofMinutes(1)).until(() -> isThere(clients));
    }

    /**
     * @return false when an old version of a key was read whose deletion was gone already when the reader came there, as
     *     {@code delete.retention.ms} allows: nothing is written now, and who begins anew finds neither
     */
    private boolean isThere(KafkaClients clients) {
        Map<Integer, Long> found = new HashMap<>();
        long lastOffset = -1;
        for (ConsumerRecord<byte[], byte[]> record : PartitionReader.readAll(clients, PARTITION)) {
            assertThat(record.offset()).as("offsets rise").isGreaterThan(lastOffset);
            lastOffset = record.offset();
            int key = ByteBuffer.wrap(record.key()).getInt();
            long current = ByteBuffer.wrap(
                            record.headers().lastHeader("version").value())
                    .getLong();
            Long before = found.put(key, current);
            assertThat(current)
                    .as("version of key %d at %d", key, record.offset())
                    .isGreaterThan(before == null ? 0 : before);
        }
        AtomicBoolean overtaken = new AtomicBoolean();
        keys.forEach((key, known) -> {
            Long there = found.get(key);
            if (there == null) {
                boolean mayBeGone = known.answered == 0 || known.mayBeDeleted();
                assertThat(mayBeGone)
                        .as("key %d of version %d is lost", key, known.answered)
                        .isTrue();
            } else if (there < known.answered && known.mayBeDeleted()) {
                overtaken.set(true);
            } else {
                assertThat(there).as("version of key %d", key).isBetween(known.answered, known.tried);
            }
        });
        return !overtaken.get();
    }

    @Override
    public String summary() {
        return version + " versions of " + KEYS + " keys";
    }
}
