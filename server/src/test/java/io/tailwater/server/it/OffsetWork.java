package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** A group commits rising offsets: what was answered never goes back. */
final class OffsetWork extends SessionWork {

    private static final TopicPartition PARTITION = new TopicPartition("committed", 0);

    private long attempted;
    private long answered;

    @Override
    void prepare(KafkaClients clients) {
        try (Admin admin = clients.admin()) {
            new Topics(admin).create(PARTITION.topic(), 1);
        }
    }

    @Override
    void session(KafkaClients clients) throws Exception {
        try (Consumer<byte[], byte[]> consumer = consumer(clients)) {
            while (goesOn()) {
                step(() -> {
                    attempted++;
                    consumer.commitSync(Map.of(PARTITION, new OffsetAndMetadata(attempted)), Duration.ofSeconds(30));
                    answered = attempted;
                });
            }
        }
    }

    private static Consumer<byte[], byte[]> consumer(KafkaClients clients) {
        return clients.consumer("group.id", "committing", "enable.auto.commit", false, "reconnect.backoff.max.ms", 100);
    }

    @Override
    void compare(KafkaClients clients) {
        try (Consumer<byte[], byte[]> consumer = consumer(clients)) {
            OffsetAndMetadata committed = consumer.committed(Set.of(PARTITION)).get(PARTITION);
            assertThat(committed == null ? 0 : committed.offset())
                    .as("committed offset")
                    .isBetween(answered, attempted);
        }
    }

    @Override
    public String summary() {
        return answered + " offsets";
    }
}
