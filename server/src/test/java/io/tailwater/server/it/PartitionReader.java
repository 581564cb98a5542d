package io.tailwater.server.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads partitions from their start to the end they have now. Stateless. */
final class PartitionReader {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private PartitionReader() {}

    /** All records of partitions, in the order of their offsets. */
    static Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> readAll(
            KafkaClients clients, Collection<TopicPartition> partitions) {
        try (Consumer<byte[], byte[]> consumer = clients.consumer()) {
            return readAll(consumer, partitions);
        }
    }

    /** All records of one partition, in the order of their offsets. */
    static List<ConsumerRecord<byte[], byte[]>> readAll(KafkaClients clients, TopicPartition partition) {
        return readAll(clients, List.of(partition)).getOrDefault(partition, List.of());
    }

    static Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> readAll(
            Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> read = new LinkedHashMap<>();
        partitions.forEach(partition -> read.put(partition, new ArrayList<>()));
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        consumer.seekToBeginning(partitions);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            long before = positions(consumer, partitions);
            var records = consumer.poll(PATIENCE);
            // Batches that compaction has emptied move a consumer on and give it nothing.
            if (records.isEmpty() && positions(consumer, partitions) == before) {
                throw new AssertionError("Nothing came for " + PATIENCE + " although the ends are " + ends);
            }
            records.forEach(record -> read.get(new TopicPartition(record.topic(), record.partition()))
                    .add(record));
        }
        return read;
    }

    private static long positions(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
        return partitions.stream().mapToLong(consumer::position).sum();
    }
}
