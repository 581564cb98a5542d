package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Transactions of Java clients against a real broker. */
@Timeout(240)
class TransactionsIT {

    @RegisterExtension
    static final RunningBroker BROKER = RunningBroker.shared();

    private final KafkaClients clients = BROKER.clients();

    @Test
    void committedRecordsAreReadAndAbortedOnesAreNot() {
        TopicPartition partition = topic("txn-visible");
        try (Producer<byte[], byte[]> producer = producer("visible")) {
            producer.initTransactions();
            transact(producer, partition, "a", true);
            transact(producer, partition, "b", false);
            transact(producer, partition, "c", true);
            producer.beginTransaction();
            send(producer, partition, "open");
            producer.flush();

            assertThat(read(partition, "read_committed", 2)).containsExactly("a", "c");
            assertThat(read(partition, "read_uncommitted", 4)).containsExactly("a", "b", "c", "open");
            assertThat(latest(partition, IsolationLevel.READ_COMMITTED))
                    .isLessThan(latest(partition, IsolationLevel.READ_UNCOMMITTED));

            producer.commitTransaction();
            assertThat(read(partition, "read_committed", 3)).containsExactly("a", "c", "open");
        }
    }

    @Test
    void aZombieIsFencedAndWhatItLeftOpenIsAborted() {
        TopicPartition partition = topic("txn-zombie");
        try (Producer<byte[], byte[]> zombie = producer("zombie");
                Producer<byte[], byte[]> successor = producer("zombie")) {
            zombie.initTransactions();
            zombie.beginTransaction();
            send(zombie, partition, "lost");
            zombie.flush();

            successor.initTransactions();
            transact(successor, partition, "kept", true);

            assertThatThrownBy(zombie::commitTransaction).isInstanceOf(KafkaException.class);
            assertThat(read(partition, "read_committed", 1)).containsExactly("kept");
        }
    }

    @Test
    void aPipelineCountsEachRecordOnceAlthoughItsWorkersAreReplaced() {
        TopicPartition source = topic("txn-source");
        TopicPartition target = topic("txn-target");
        int count = 300;
        try (Producer<byte[], byte[]> plain = clients.producer()) {
            for (int i = 0; i < count; i++) {
                plain.send(new ProducerRecord<>(source.topic(), 0, null, bytes("n" + i)));
            }
        }
        for (int worker = 0; worker < 4; worker++) {
            copy(source, target, worker == 3 ? count : 60 * (worker + 1));
        }

        Map<String, Integer> copies = new HashMap<>();
        read(target, "read_committed", count).forEach(value -> copies.merge(value, 1, Integer::sum));
        assertThat(copies)
                .hasSize(count)
                .allSatisfy((value, times) -> assertThat(times).isEqualTo(1));
    }

    /** Copies in transactions until so many are copied in all, then leaves one open as if it had died. */
    private void copy(TopicPartition source, TopicPartition target, int until) {
        try (Consumer<byte[], byte[]> consumer = clients.consumer(
                        "group.id",
                        "copying",
                        "enable.auto.commit",
                        false,
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "earliest",
                        "max.poll.records",
                        20);
                Producer<byte[], byte[]> producer = producer("copying")) {
            producer.initTransactions();
            consumer.subscribe(List.of(source.topic()));
            long done = 0;
            while (done < until) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofSeconds(1));
                if (records.isEmpty()) {
                    continue;
                }
                producer.beginTransaction();
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    producer.send(new ProducerRecord<>(target.topic(), 0, null, record.value()));
                    done = record.offset() + 1;
                }
                producer.sendOffsetsToTransaction(
                        Map.of(source, new OffsetAndMetadata(done)), consumer.groupMetadata());
                producer.commitTransaction();
            }
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(target.topic(), 0, null, bytes("never")));
            producer.flush();
            producer.abortTransaction();
        }
    }

    @Test
    void administratorsSeeAndAbortTransactions() {
        TopicPartition partition = topic("txn-admin");
        try (Admin admin = clients.admin();
                Producer<byte[], byte[]> producer = producer("administered")) {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, partition, "open");
            producer.flush();

            TransactionDescription described = Topics.await(
                    admin.describeTransactions(List.of("administered")).description("administered"));
            ProducerState state = Topics.await(
                            admin.describeProducers(List.of(partition)).partitionResult(partition))
                    .activeProducers()
                    .get(0);

            assertThat(described.state()).isEqualTo(TransactionState.ONGOING);
            assertThat(described.topicPartitions()).containsExactly(partition);
            assertThat(state.producerId()).isEqualTo(described.producerId());
            assertThat(state.currentTransactionStartOffset()).hasValue(0);
            assertThat(Topics.await(admin.listTransactions().all()))
                    .anySatisfy(listed -> assertThat(listed.transactionalId()).isEqualTo("administered"));

            Topics.await(admin.abortTransaction(
                            new AbortTransactionSpec(partition, state.producerId(), (short) state.producerEpoch(), 0))
                    .all());
            assertThat(latest(partition, IsolationLevel.READ_COMMITTED))
                    .isEqualTo(latest(partition, IsolationLevel.READ_UNCOMMITTED));
            assertThat(Topics.await(admin.describeProducers(List.of(partition)).partitionResult(partition))
                            .activeProducers()
                            .get(0)
                            .currentTransactionStartOffset())
                    .isEmpty();
        }
    }

    private TopicPartition topic(String name) {
        try (Admin admin = clients.admin()) {
            return new Topics(admin).create(name, 1);
        }
    }

    private Producer<byte[], byte[]> producer(String transactionalId) {
        return clients.producer("transactional.id", transactionalId);
    }

    private static void transact(
            Producer<byte[], byte[]> producer, TopicPartition partition, String value, boolean committed) {
        producer.beginTransaction();
        send(producer, partition, value);
        if (committed) {
            producer.commitTransaction();
        } else {
            producer.flush();
            producer.abortTransaction();
        }
    }

    private static void send(Producer<byte[], byte[]> producer, TopicPartition partition, String value) {
        producer.send(new ProducerRecord<>(partition.topic(), partition.partition(), null, bytes(value)));
    }

    private static byte[] bytes(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    /** Reads so many records from the beginning, and checks that no more follow. */
    private List<String> read(TopicPartition partition, String isolation, int count) {
        List<String> values = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = clients.consumer("isolation.level", isolation)) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (values.size() < count || consumer.position(partition) < end) { // a transaction may be ending
                consumer.poll(Duration.ofSeconds(1))
                        .forEach(record -> values.add(StandardCharsets.UTF_8
                                .decode(ByteBuffer.wrap(record.value()))
                                .toString()));
            }
        }
        assertThat(values).hasSize(count);
        return values;
    }

    private long latest(TopicPartition partition, IsolationLevel isolation) {
        try (Admin admin = clients.admin()) {
            return Topics.await(
                            admin.listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
                                    .partitionResult(partition))
                    .offset();
        }
    }
}
