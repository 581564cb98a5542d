package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a broker that creates no topics by itself refuses to a Java producer, which goes on working afterwards. */
@Timeout(180)
class JavaProducerRefusalsIT {

    @RegisterExtension
    static final RunningBroker BROKER =
            RunningBroker.aloneWith(setup -> setup.withConf("{\"topics\": {\"autoCreate\": false}}"));

    @RegisterExtension
    static final RunningBroker CREATING_BROKER = RunningBroker.shared();

    private final Admin admin = BROKER.admin();
    private final Topics topics = new Topics(admin);

    @ParameterizedTest
    @ValueSource(strings = {"none", "zstd"})
    void refusesBatchesOverTheTopicsLimit(String compression) {
        String topic = "limited-" + compression;
        TopicPartition partition = topics.create(topic, 1, "max.message.bytes", "10000");
        byte[] large = new SampleRecords(1).noise(20_000);
        try (Producer<byte[], byte[]> producer = BROKER.clients().producer("compression.type", compression)) {
            assertThat(refusalOf(producer, new ProducerRecord<>(topic, large)))
                    .isInstanceOf(RecordTooLargeException.class);
            assertThat(topics.endOffset(partition)).isZero();
            assertThat(SentRecords.await(producer.send(new ProducerRecord<>(topic, new byte[9_000])))
                            .offset())
                    .isZero();
        }
    }

    @Test
    void refusesTimestampsFarAheadOfItsClock() {
        TopicPartition partition = topics.create("future", 1);
        long tomorrow = System.currentTimeMillis() + TimeUnit.DAYS.toMillis(1);
        try (Producer<byte[], byte[]> producer = BROKER.clients().producer()) {
            assertThat(refusalOf(producer, new ProducerRecord<>("future", 0, tomorrow, null, new byte[1])))
                    .isInstanceOf(InvalidTimestampException.class);
            assertThat(topics.endOffset(partition)).isZero();
        }
    }

    @Test
    void refusesRecordsWithoutKeyWhereLogsAreCompacted() {
        TopicPartition partition = topics.create("compacted", 1, "cleanup.policy", "compact");
        try (Producer<byte[], byte[]> producer = BROKER.clients().producer()) {
            refusalOf(producer, new ProducerRecord<>("compacted", new byte[10]));
            assertThat(topics.endOffset(partition)).isZero();
            assertThat(SentRecords.await(producer.send(new ProducerRecord<>("compacted", new byte[1], new byte[1])))
                            .offset())
                    .isZero();
        }
    }

    @Test
    void takesNoRecordsForInternalTopics() {
        topics.create("any", 1);
        TopicPartition offsets = new TopicPartition("__consumer_offsets", 0);
        try (Producer<byte[], byte[]> producer = BROKER.clients().producer()) {
            commitSomething();
            long before = topics.endOffset(offsets);
            assertThat(refusalOf(producer, new ProducerRecord<>(offsets.topic(), 0, new byte[1], new byte[1])))
                    .isInstanceOf(InvalidTopicException.class);
            assertThat(topics.endOffset(offsets)).isEqualTo(before);
        }
    }

    /** Which makes the topic. */
    private static void commitSomething() {
        TopicPartition any = new TopicPartition("any", 0);
        try (Consumer<byte[], byte[]> consumer = BROKER.clients().consumer("group.id", "committers")) {
            consumer.assign(List.of(any));
            consumer.commitSync(Map.of(any, new OffsetAndMetadata(1)));
        }
    }

    @Test
    void createsNoTopicWhereThatIsSwitchedOff() {
        try (Producer<byte[], byte[]> producer = BROKER.clients().producer("max.block.ms", 1_500)) {
            refusalOf(producer, new ProducerRecord<>("unheard-of", new byte[1]));
        }
        assertThat(Topics.await(admin.listTopics().names())).doesNotContain("unheard-of");
    }

    @Test
    void createsTopicsThatClientsName() {
        try (Producer<byte[], byte[]> producer = CREATING_BROKER.clients().producer()) {
            assertThat(SentRecords.await(producer.send(new ProducerRecord<>("on-demand", new byte[1])))
                            .offset())
                    .isZero();
            assertThat(refusalOf(producer, new ProducerRecord<>("not a name", new byte[1])))
                    .isInstanceOf(InvalidTopicException.class);
        }
    }

    private static Throwable refusalOf(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        try {
            throw new AssertionError("Not refused: " + producer.send(record).get(60, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("No answer", e);
        }
    }
}
