package io.tailwater.server.it;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Records of every kind clients send: with and without key, value and headers, small and large, well and badly compressible.
 * Owned by one thread.
 */
final class SampleRecords {

    private static final String[] WORDS =
            "water log tail offset segment river lock gauge sluice epoch broker delta ripple".split(" ", -1);

    private final Random random;

    SampleRecords(long seed) {
        random = new Random(seed);
    }

    /** Records for the partitions of a topic in turn. */
    List<ProducerRecord<byte[], byte[]>> of(String topic, int partitions, int count) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(count);
        long timestamp = System.currentTimeMillis() - count;
        for (int i = 0; i < count; i++) {
            byte[] key = random.nextInt(4) == 0 ? null : text(1 + random.nextInt(3));
            byte[] value = random.nextInt(20) == 0 ? null : value(i);
            records.add(new ProducerRecord<>(topic, i % partitions, timestamp + i, key, value, headers()));
        }
        return records;
    }

    /** Bytes that no codec makes smaller. */
    byte[] noise(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] value(int number) {
        return switch (random.nextInt(10)) {
            case 0 -> new byte[0];
            case 1 -> noise(random.nextInt(5_000));
            default ->
                (number + " " + new String(text(1 + random.nextInt(40)), StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.UTF_8);
        };
    }

    private byte[] text(int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private List<Header> headers() {
        List<Header> headers = new ArrayList<>();
        for (int i = random.nextInt(8) - 5; i > 0; i--) {
            byte[] value = random.nextInt(3) == 0 ? null : noise(random.nextInt(30));
            headers.add(new RecordHeader("header-" + random.nextInt(2), value));
        }
        return headers;
    }
}
