package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * A log that loses its beginning, by request and by retention: its start never goes back, and what lies after it is dense and
 * where it was said to be.
 */
final class DeletionWork extends SessionWork {

    private static final TopicPartition PARTITION = new TopicPartition("shrinking", 0);
    private static final int AT_ONCE = 20;
    private static final int KEPT = 300;

    private final TreeMap<Long, Long> acknowledged = new TreeMap<>();
    private long number;
    private long deletedBefore;

    @Override
    void prepare(KafkaClients clients) {
        try (Admin admin = clients.admin()) {
            new Topics(admin).create(PARTITION.topic(), 1, "segment.bytes", "30000", "retention.bytes", "200000");
        }
    }

    @Override
    void session(KafkaClients clients) throws Exception {
        try (Producer<byte[], byte[]> producer = clients.producer("reconnect.backoff.max.ms", 100);
                Admin admin = clients.admin()) {
            while (goesOn()) {
                step(() -> write(producer));
                step(() -> delete(admin));
            }
        }
    }

    private void write(Producer<byte[], byte[]> producer) throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        long first = number;
        for (int i = 0; i < AT_ONCE; i++) {
            byte[] value = ByteBuffer.allocate(400).putLong(number++).array();
            sent.add(producer.send(new ProducerRecord<>(PARTITION.topic(), 0, null, value)));
        }
        for (int i = 0; i < AT_ONCE; i++) {
            acknowledged.put(sent.get(i).get(130, TimeUnit.SECONDS).offset(), first + i);
        }
    }

    private void delete(Admin admin) throws Exception {
        long before = acknowledged.isEmpty() ? 0 : acknowledged.lastKey() - KEPT;
        if (before > deletedBefore + KEPT) {
            admin.deleteRecords(Map.of(PARTITION, RecordsToDelete.beforeOffset(before)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            deletedBefore = before;
            acknowledged.headMap(before).clear();
        }
    }

    @Override
    void compare(KafkaClients clients) {
        List<ConsumerRecord<byte[], byte[]>> records;
        try (Consumer<byte[], byte[]> consumer = clients.consumer("auto.offset.reset", "earliest")) {
            records = PartitionReader.readAll(consumer, List.of(PARTITION)).getOrDefault(PARTITION, List.of());
        }
        if (records.isEmpty()) {
            assertThat(acknowledged).isEmpty();
            return;
        }
        long start = records.get(0).offset();
        assertThat(start).as("start offset").isGreaterThanOrEqualTo(deletedBefore);
        acknowledged.headMap(start).clear();
        deletedBefore = Math.max(deletedBefore, start);
        TreeMap<Long, Long> found = new TreeMap<>();
        long last = -1;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            long value = ByteBuffer.wrap(record.value()).getLong();
            assertThat(record.offset()).as("dense offsets").isEqualTo(start + found.size());
            assertThat(value).as("number at %d", record.offset()).isGreaterThan(last);
            last = value;
            found.put(record.offset(), value);
        }
        assertThat(found).containsAllEntriesOf(acknowledged);
    }

    @Override
    public String summary() {
        return deletedBefore + " of " + number + " records deleted";
    }
}
