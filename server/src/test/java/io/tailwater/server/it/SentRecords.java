package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** What was sent and where the broker said it is. Owned by one thread. */
final class SentRecords {

    private final Map<TopicPartition, List<Sent>> byPartition = new LinkedHashMap<>();

    private record Sent(ProducerRecord<byte[], byte[]> record, RecordMetadata metadata) {}

    /** Sends records without waiting in between, then waits for all acknowledgements. */
    static SentRecords send(Producer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> records) {
        List<Future<RecordMetadata>> acknowledgements =
                records.stream().map(producer::send).toList();
        producer.flush();
        SentRecords sent = new SentRecords();
        for (int i = 0; i < records.size(); i++) {
            sent.add(records.get(i), await(acknowledgements.get(i)));
        }
        return sent;
    }

    /** An acknowledgement, or the reason why there is none as the cause of an AssertionError. */
    static RecordMetadata await(Future<RecordMetadata> acknowledgement) {
        try {
            return acknowledgement.get(60, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("Not acknowledged: " + e.getMessage(), e);
        }
    }

    Set<TopicPartition> partitions() {
        return byPartition.keySet();
    }

    /** That partitions hold just these records, in the order they were sent, each at the offset that was told. */
    void assertAreAll(Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> read) {
        assertThat(read.keySet()).isEqualTo(partitions());
        byPartition.forEach((partition, sent) -> {
            List<ConsumerRecord<byte[], byte[]>> found = read.get(partition);
            assertThat(found).as("records of %s", partition).hasSameSizeAs(sent);
            for (int i = 0; i < sent.size(); i++) {
                assertSame(sent.get(i), found.get(i));
            }
        });
    }

    private void add(ProducerRecord<byte[], byte[]> record, RecordMetadata metadata) {
        byPartition
                .computeIfAbsent(new TopicPartition(record.topic(), metadata.partition()), p -> new ArrayList<>())
                .add(new Sent(record, metadata));
    }

    private static void assertSame(Sent sent, ConsumerRecord<byte[], byte[]> found) {
        String where = found.topic() + "-" + found.partition() + " at " + found.offset();
        if (sent.metadata().hasOffset()) {
            assertThat(found.offset()).as(where).isEqualTo(sent.metadata().offset());
        }
        assertThat(found.key()).as(where).isEqualTo(sent.record().key());
        assertThat(found.value()).as(where).isEqualTo(sent.record().value());
        assertThat(found.headers()).as(where).isEqualTo(sent.record().headers());
        if (sent.record().timestamp() != null) {
            assertThat(found.timestamp()).as(where).isEqualTo(sent.record().timestamp());
        }
    }
}
