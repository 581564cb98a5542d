package io.tailwater.server.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.server.it.ForeignProgram.Running;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** What a Streams application that counts words reads and writes. Thread-safe. */
record CountedWords(KafkaClients clients) {

    static final int LINES = 2_000;

    private static final String LINE = "the river keeps what the river brings";

    void write(String topic) {
        try (Producer<byte[], byte[]> producer = clients.producer()) {
            for (int i = 0; i < LINES; i++) {
                producer.send(new ProducerRecord<>(topic, ("" + i).getBytes(UTF_8), LINE.getBytes(UTF_8)));
            }
        }
    }

    static Map<String, Long> expected(long lines) {
        Map<String, Long> expected = new TreeMap<>();
        for (String word : LINE.split(" ", -1)) {
            expected.merge(word, lines, Long::sum);
        }
        return expected;
    }

    void await(String topic, long lines, Running application) throws IOException {
        Map<String, Long> seen = new TreeMap<>();
        try (Consumer<byte[], byte[]> consumer = reader(topic)) {
            long deadline = System.nanoTime() + Duration.ofSeconds(200).toNanos();
            while (!seen.equals(expected(lines))) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> note(record, seen));
                assertThat(System.nanoTime())
                        .as("counted %s in time; it said:\n%s", seen, application.said())
                        .isLessThan(deadline);
            }
        }
    }

    Map<String, Long> in(String topic) {
        Map<String, Long> seen = new TreeMap<>();
        try (Consumer<byte[], byte[]> consumer = reader(topic)) {
            TopicPartition partition = new TopicPartition(topic, 0);
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> note(record, seen));
            }
        }
        return seen;
    }

    private Consumer<byte[], byte[]> reader(String topic) {
        Consumer<byte[], byte[]> consumer = clients.consumer("isolation.level", "read_committed");
        consumer.assign(List.of(new TopicPartition(topic, 0)));
        consumer.seekToBeginning(consumer.assignment());
        return consumer;
    }

    private static void note(ConsumerRecord<byte[], byte[]> record, Map<String, Long> seen) {
        seen.put(
                new String(record.key(), UTF_8), ByteBuffer.wrap(record.value()).getLong());
    }
}
