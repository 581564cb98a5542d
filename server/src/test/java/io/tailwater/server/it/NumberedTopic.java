package io.tailwater.server.it;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A topic whose records are the numbers 0, 1, 2 and so on, dealt to its partitions in turn: number n is at offset n /
 * partitions. Immutable.
 *
 * @param clients of its broker
 * @param name its name
 * @param partitions how many
 */
record NumberedTopic(KafkaClients clients, String name, int partitions) {

    static NumberedTopic create(KafkaClients clients, String name, int partitions) {
        try (var admin = clients.admin()) {
            new Topics(admin).create(name, partitions, "retention.ms", "-1"); // the timestamps are very old
        }
        return new NumberedTopic(clients, name, partitions);
    }

    /** Writes numbers, and waits until they are acknowledged; the timestamp of each is itself. */
    NumberedTopic write(int from, int to) {
        try (Producer<byte[], byte[]> producer = clients.producer()) {
            List<ProducerRecord<byte[], byte[]>> records = IntStream.range(from, to)
                    .mapToObj(number -> new ProducerRecord<byte[], byte[]>(
                            name, number % partitions, (long) number, null, bytes(number)))
                    .toList();
            SentRecords.send(producer, records);
        }
        return this;
    }

    TopicPartition partition(int number) {
        return new TopicPartition(name, number);
    }

    Set<TopicPartition> all() {
        return IntStream.range(0, partitions).mapToObj(this::partition).collect(Collectors.toSet());
    }

    private static byte[] bytes(int number) {
        return Integer.toString(number).getBytes(StandardCharsets.UTF_8);
    }
}
