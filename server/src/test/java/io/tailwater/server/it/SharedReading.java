package io.tailwater.server.it;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.config.ConfigResource;

/** Reads numbers in share groups. Stateless. */
final class SharedReading {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PATIENCE_NANOS = Duration.ofMinutes(1).toNanos();

    private SharedReading() {}

    /** Has a group begin with what is there already. */
    static void beginAtTheBeginning(KafkaClients clients, String group) {
        configure(clients, group, "share.auto.offset.reset", "earliest");
    }

    static void configure(KafkaClients clients, String group, String name, String value) {
        try (Admin admin = clients.admin()) {
            Topics.await(admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.GROUP, group),
                            List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
                    .all());
        }
    }

    static int number(ConsumerRecord<byte[], byte[]> record) {
        return Integer.parseInt(new String(record.value(), StandardCharsets.UTF_8));
    }

    /** Polls until something is so of all the records that came. */
    static List<ConsumerRecord<byte[], byte[]>> poll(
            ShareConsumer<byte[], byte[]> consumer, Predicate<List<ConsumerRecord<byte[], byte[]>>> enough) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!enough.test(records)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Only these records came: " + numbers(records));
            }
            consumer.poll(POLL).forEach(records::add);
        }
        return records;
    }

    static List<ConsumerRecord<byte[], byte[]>> poll(ShareConsumer<byte[], byte[]> consumer, int count) {
        return poll(consumer, records -> records.size() >= count);
    }

    static List<Integer> numbers(Collection<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream().map(SharedReading::number).toList();
    }
}
