package io.tailwater.server.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.server.it.ForeignProgram.Running;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Streams application with a state store counts words, is killed and started again, and has counted each word once. */
@Timeout(300)
class KafkaStreamsIT {

    private static final int LINES = 2_000;
    private static final String LINE = "the river keeps what the river brings";

    @RegisterExtension
    static final RunningBroker BROKER = RunningBroker.shared();

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"at_least_once", "exactly_once_v2"})
    void countsWordsOverARestart(String guarantee) throws Exception {
        String lines = "lines-" + guarantee;
        String counts = "counts-" + guarantee;
        try (Admin admin = BROKER.clients().admin()) {
            Topics topics = new Topics(admin);
            topics.create(lines, 2);
            topics.create(counts, 1);
        }
        ForeignProgram wordCount = ForeignProgram.java("kafka-streams", "io.tailwater.clients.streams.WordCount");
        String[] arguments = {
            BROKER.address(), lines, counts, directory.resolve("state").toString(), guarantee
        };

        write(lines);
        try (Running first = wordCount.start(directory.resolve("first"), arguments)) {
            awaitCounts(counts, LINES, first);
            write(lines);
            if (guarantee.equals("at_least_once")) {
                first.finish();
            }
        }
        try (Running second = wordCount.start(directory.resolve("second"), arguments)) {
            awaitCounts(counts, 2 * LINES, second);
            second.finish();
        }

        assertThat(counts(counts)).isEqualTo(expected(2 * LINES));
    }

    private static void write(String topic) {
        try (Producer<byte[], byte[]> producer = BROKER.clients().producer()) {
            for (int i = 0; i < LINES; i++) {
                producer.send(new ProducerRecord<>(topic, ("" + i).getBytes(UTF_8), LINE.getBytes(UTF_8)));
            }
        }
    }

    private static Map<String, Long> expected(long lines) {
        Map<String, Long> expected = new TreeMap<>();
        for (String word : LINE.split(" ", -1)) {
            expected.merge(word, lines, Long::sum);
        }
        return expected;
    }

    private void awaitCounts(String topic, long lines, Running application) throws IOException {
        Map<String, Long> seen = new TreeMap<>();
        try (Consumer<byte[], byte[]> consumer = reader(topic)) {
            long deadline = System.nanoTime() + Duration.ofSeconds(100).toNanos();
            while (!seen.equals(expected(lines))) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> note(record, seen));
                assertThat(System.nanoTime())
                        .as("counted %s in time; it said:\n%s", seen, application.said())
                        .isLessThan(deadline);
            }
        }
    }

    private static Map<String, Long> counts(String topic) {
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

    private static Consumer<byte[], byte[]> reader(String topic) {
        Consumer<byte[], byte[]> consumer = BROKER.clients().consumer("isolation.level", "read_committed");
        consumer.assign(List.of(new TopicPartition(topic, 0)));
        consumer.seekToBeginning(consumer.assignment());
        return consumer;
    }

    private static void note(ConsumerRecord<byte[], byte[]> record, Map<String, Long> seen) {
        seen.put(
                new String(record.key(), UTF_8), ByteBuffer.wrap(record.value()).getLong());
    }
}
