package io.tailwater.junit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What most tests with a broker do. */
final class KafkaClient {

    private KafkaClient() {}

    static void produce(String bootstrapServers, String topic, String value)
            throws ExecutionException, InterruptedException, TimeoutException {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, value)).get(60, TimeUnit.SECONDS);
        }
    }

    /** The values of a topic's only partition. */
    static List<String> consume(String bootstrapServers, String topic) {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partition = List.of(new TopicPartition(topic, 0));
            long end = consumer.endOffsets(partition).get(partition.get(0));
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            List<String> values = new ArrayList<>();
            while (consumer.position(partition.get(0)) < end) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }
}
