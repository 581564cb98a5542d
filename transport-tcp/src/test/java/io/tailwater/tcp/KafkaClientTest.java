package io.tailwater.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.config.LimitsConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Apache Kafka's own client against the transport. */
class KafkaClientTest {

    @Test
    void producesAndConsumesWithApachesClient() throws Exception {
        try (TestServer server = TestServer.start(LimitsConfig.DEFAULTS)) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            try (var producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", server.address(), "linger.ms", 1, "compression.type", "lz4"),
                    new ByteArraySerializer(),
                    new ByteArraySerializer())) {
                for (int i = 0; i < 5_000; i++) {
                    byte[] value = ("value " + i).repeat(1 + i % 20).getBytes(StandardCharsets.UTF_8);
                    sent.add(producer.send(new ProducerRecord<>("made-on-demand", value)));
                }
            }
            assertThat(sent.get(4_999).get().offset()).isEqualTo(4_999);

            List<ConsumerRecord<byte[], byte[]>> received = new ArrayList<>();
            try (var consumer = new KafkaConsumer<>(
                    Map.of("bootstrap.servers", server.address(), "fetch.max.wait.ms", 100),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer())) {
                TopicPartition partition = new TopicPartition("made-on-demand", 0);
                consumer.assign(List.of(partition));
                consumer.seek(partition, 0);
                while (received.size() < 5_000) {
                    consumer.poll(Duration.ofSeconds(1)).forEach(received::add);
                }
            }
            for (int i = 0; i < 5_000; i++) {
                assertThat(received.get(i).offset()).isEqualTo(i);
                assertThat(new String(received.get(i).value(), StandardCharsets.UTF_8))
                        .isEqualTo(("value " + i).repeat(1 + i % 20));
            }
            Eventually.until("leases back", () -> server.broker().memory().openLeases() == 0);
        }
    }
}
