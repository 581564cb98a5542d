package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A browser that stops reading while much is produced: it costs nothing, holds nobody up, and misses nothing. */
@Timeout(600)
class WebSocketSlowReaderIT {

    private static final int VALUE_BYTES = 10_000;

    @RegisterExtension
    static final RunningBroker BROKER = RunningBroker.alone();

    private static TailClient tail(String topic) {
        TailClient tail = new TailClient(BROKER.process().httpAddress());
        tail.subscribe(topic, "latest", "committed").next("subscribed");
        return tail;
    }

    private static void produce(String topic, int records) {
        byte[] value = "v".repeat(VALUE_BYTES).getBytes(StandardCharsets.UTF_8);
        try (Producer<byte[], byte[]> producer = BROKER.clients().producer("batch.size", 200_000, "linger.ms", 5)) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(topic, 0, null, value));
            }
        }
    }

    private static void assertTakesNoMemory(String topic, int records) {
        assumeTrue(ProcessVitals.available(), "needs /proc");
        ProcessVitals vitals = new ProcessVitals(BROKER.process().pid());
        produce(topic, 1_000);
        produce(topic + "-warm", 1_000);
        try (TailClient stuck = tail(topic);
                TailClient reading = tail(topic)) {
            long before = vitals.anonymousBytes();
            Thread producing = new Thread(() -> produce(topic, records));
            producing.start();
            long expected = 1_000;
            while (expected < 1_000 + records) {
                expected = assertContinues(reading, expected);
            }
            assertThat(vitals.anonymousBytes() - before).isLessThan(40L << 20);

            expected = 1_000;
            while (expected < 1_000 + records) {
                expected = assertContinues(stuck, expected);
            }
        }
    }

    /** Takes a message; its records are the next ones. */
    private static long assertContinues(TailClient tail, long expected) {
        JsonObject message = tail.next("records");
        long next = expected;
        for (Object record : message.getJsonArray("records")) {
            assertThat(((JsonObject) record).getLong("offset")).isEqualTo(next++);
        }
        return next;
    }

    @Test
    void costsNoMemoryAndMissesNothing() {
        assertTakesNoMemory("ws-stuck", 5_000);
    }

    @Test
    @Tag("thorough")
    void costsNoMemoryAndMissesNothingOfAGigabyte() {
        assertTakesNoMemory("ws-stuck-for-long", 100_000);
    }
}
