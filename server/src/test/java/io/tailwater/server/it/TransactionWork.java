package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Each transaction writes one number to every partition and commits it as a group's offset, and says how it ends: whatever
 * becomes of the broker, it is wholly visible or wholly not, as was said if it was, and the offset never goes back.
 */
final class TransactionWork extends SessionWork {

    private static final String TOPIC = "numbers";
    private static final String GROUP = "numbers";
    private static final String ID = "numbers";
    private static final List<TopicPartition> ALL = IntStream.range(0, 4)
            .mapToObj(number -> new TopicPartition(TOPIC, number))
            .toList();

    private final Random random;
    private final Set<Integer> committed = new TreeSet<>();
    private final Set<Integer> aborted = new TreeSet<>();
    private int number;
    private long seenOffset = -1;

    TransactionWork(Random random) {
        this.random = random;
    }

    @Override
    void prepare(KafkaClients clients) {
        try (Admin admin = clients.admin()) {
            new Topics(admin).create(TOPIC, ALL.size(), "segment.bytes", "20000");
        }
    }

    /** Beginning a session aborts what the one before left open. */
    @Override
    void session(KafkaClients clients) throws Exception {
        try (Consumer<byte[], byte[]> group = clients.consumer("group.id", GROUP);
                Producer<byte[], byte[]> producer = clients.producer(
                        "transactional.id", ID, "reconnect.backoff.max.ms", 100, "max.block.ms", 30_000)) {
            step(producer::initTransactions);
            while (goesOn()) {
                step(() -> transact(producer, group, number++, random.nextInt(4) > 0));
            }
        }
    }

    private void transact(
            Producer<byte[], byte[]> producer, Consumer<byte[], byte[]> group, int current, boolean commit) {
        producer.beginTransaction();
        for (TopicPartition partition : ALL) {
            byte[] value = ByteBuffer.allocate(Integer.BYTES).putInt(current).array();
            producer.send(new ProducerRecord<>(TOPIC, partition.partition(), null, value));
        }
        producer.sendOffsetsToTransaction(Map.of(ALL.get(0), new OffsetAndMetadata(current)), group.groupMetadata());
        if (commit) {
            producer.commitTransaction();
            committed.add(current);
        } else {
            producer.flush();
            producer.abortTransaction();
            aborted.add(current);
        }
    }

    @Override
    void compare(KafkaClients clients) {
        try (Producer<byte[], byte[]> last = clients.producer("transactional.id", ID)) {
            last.initTransactions(); // Nothing is left open.
        }
        TreeMap<Integer, Integer> copies = new TreeMap<>();
        long offset = -1;
        try (Consumer<byte[], byte[]> consumer =
                clients.consumer("isolation.level", "read_committed", "group.id", GROUP, "enable.auto.commit", false)) {
            for (TopicPartition partition : ALL) {
                read(consumer, partition, copies);
            }
            OffsetAndMetadata stored = consumer.committed(Set.of(ALL.get(0))).get(ALL.get(0));
            offset = stored == null ? -1 : stored.offset();
        }
        assertThat(copies.values()).as("each number in all partitions").allMatch(count -> count == ALL.size());
        assertThat(committed).as("committed, and there").isSubsetOf(copies.keySet());
        assertThat(aborted).as("aborted, and not there").noneMatch(copies::containsKey);
        assertThat(offset)
                .as("the offset that transactions commit")
                .isEqualTo(copies.isEmpty() ? -1 : (long) copies.lastKey())
                .isGreaterThanOrEqualTo(seenOffset);
        seenOffset = Math.max(seenOffset, offset);
    }

    private static void read(
            Consumer<byte[], byte[]> consumer, TopicPartition partition, Map<Integer, Integer> copies) {
        Set<Integer> seen = new HashSet<>();
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        while (consumer.position(partition) < end) {
            consumer.poll(Duration.ofSeconds(1)).forEach(record -> {
                int value = ByteBuffer.wrap(record.value()).getInt();
                assertThat(seen.add(value))
                        .as("%d once in %s", value, partition)
                        .isTrue();
                copies.merge(value, 1, Integer::sum);
            });
        }
    }

    @Override
    public String summary() {
        return committed.size() + " transactions committed and " + aborted.size() + " aborted";
    }
}
