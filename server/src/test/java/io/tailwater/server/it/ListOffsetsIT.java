package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Offsets by position and by time, as the Java clients ask for them. */
@Timeout(180)
class ListOffsetsIT {

    private static final long NOON = 1_700_000_000_000L;

    @RegisterExtension
    static final RunningBroker BROKER = RunningBroker.shared();

    private final Admin admin = BROKER.admin();
    private final Topics topics = new Topics(admin);

    @Test
    void knowsNothingButTheEndOfAnEmptyPartition() {
        TopicPartition partition = topics.create("empty", 1);

        assertThat(topics.offset(partition, OffsetSpec.earliest()).offset()).isZero();
        assertThat(topics.offset(partition, OffsetSpec.latest()).offset()).isZero();
        assertThat(topics.offset(partition, OffsetSpec.forTimestamp(NOON)).offset())
                .isEqualTo(-1);
        assertThat(topics.offset(partition, OffsetSpec.forTimestamp(0)).offset())
                .isEqualTo(-1);
        assertThat(topics.offset(partition, OffsetSpec.maxTimestamp()).offset()).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void findsTheFirstRecordAtOrAfterATime(String compression) {
        // Two of them in the reverse order of time, several in one batch, as producers send them.
        TopicPartition partition =
                withTimestamps("times-" + compression, compression, 100, 200, 200, 500, 300, 400, 900, 700);

        assertThat(firstAtOrAfter(partition, 0)).isEqualTo(info(0, 100));
        assertThat(firstAtOrAfter(partition, 100)).isEqualTo(info(0, 100));
        assertThat(firstAtOrAfter(partition, 101)).isEqualTo(info(1, 200));
        assertThat(firstAtOrAfter(partition, 200)).isEqualTo(info(1, 200));
        assertThat(firstAtOrAfter(partition, 201)).isEqualTo(info(3, 500));
        assertThat(firstAtOrAfter(partition, 350)).isEqualTo(info(3, 500));
        assertThat(firstAtOrAfter(partition, 501)).isEqualTo(info(6, 900));
        assertThat(firstAtOrAfter(partition, 900)).isEqualTo(info(6, 900));
        assertThat(firstAtOrAfter(partition, 901)).isEqualTo("none");
        assertThat(describe(topics.offset(partition, OffsetSpec.maxTimestamp())))
                .isEqualTo(info(6, 900));
        assertThat(topics.endOffset(partition)).isEqualTo(8);
        assertThat(topics.startOffset(partition)).isZero();
    }

    @Test
    void findsTimesAcrossSegments() {
        TopicPartition partition = topics.create(
                "segments", 1, "segment.bytes", "20000", "index.interval.bytes", "1000", "retention.ms", "-1");
        try (Producer<byte[], byte[]> producer = BROKER.clients().producer("batch.size", 2_000)) {
            for (int i = 0; i < 2_000; i++) {
                producer.send(new ProducerRecord<>("segments", 0, NOON + i * 10L, null, new byte[100]));
            }
        }

        for (int i = 0; i < 2_000; i += 37) {
            assertThat(firstAtOrAfter(partition, i * 10L - 9)).isEqualTo(info(i, i * 10L));
            assertThat(firstAtOrAfter(partition, i * 10L)).isEqualTo(info(i, i * 10L));
        }
        assertThat(describe(topics.offset(partition, OffsetSpec.maxTimestamp())))
                .isEqualTo(info(1_999, 19_990));
    }

    @Test
    void looksOnlyAtWhatDeletionHasLeft() {
        TopicPartition partition = withTimestamps("shortened", "none", 100, 200, 300, 400, 500);
        Topics.await(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(2)))
                .all());

        assertThat(topics.startOffset(partition)).isEqualTo(2);
        assertThat(firstAtOrAfter(partition, 0)).isEqualTo(info(2, 300));
        assertThat(firstAtOrAfter(partition, 400)).isEqualTo(info(3, 400));
    }

    @Test
    void answersTheConsumersQuestionsToo() {
        TopicPartition partition = withTimestamps("consumer", "none", 100, 200, 300);
        TopicPartition empty = topics.create("consumer-empty", 1);
        try (Consumer<byte[], byte[]> consumer = BROKER.clients().consumer()) {
            assertThat(consumer.beginningOffsets(List.of(partition, empty)))
                    .isEqualTo(Map.of(partition, 0L, empty, 0L));
            assertThat(consumer.endOffsets(List.of(partition, empty))).isEqualTo(Map.of(partition, 3L, empty, 0L));
            var found = consumer.offsetsForTimes(Map.of(partition, NOON + 150, empty, NOON));
            assertThat(found.get(partition).offset()).isEqualTo(1);
            assertThat(found.get(partition).timestamp()).isEqualTo(NOON + 200);
            assertThat(found.get(empty)).isNull();
        }
    }

    @Test
    void takesTheBrokersTimeWhereATopicSaysSo() {
        TopicPartition partition = topics.create("log-append-time", 1, "message.timestamp.type", "LogAppendTime");
        long before = System.currentTimeMillis();
        try (Producer<byte[], byte[]> producer = BROKER.clients().producer()) {
            long told = SentRecords.await(
                            producer.send(new ProducerRecord<>("log-append-time", 0, NOON, null, new byte[10])))
                    .timestamp();
            assertThat(told).isBetween(before, System.currentTimeMillis());
            assertThat(PartitionReader.readAll(BROKER.clients(), partition)
                            .get(0)
                            .timestamp())
                    .isEqualTo(told);
            assertThat(topics.offset(partition, OffsetSpec.forTimestamp(told)).offset())
                    .isZero();
            assertThat(topics.offset(partition, OffsetSpec.forTimestamp(told + 1))
                            .offset())
                    .isEqualTo(-1);
        }
    }

    /** Times here and below are milliseconds after a fixed noon. */
    private TopicPartition withTimestamps(String topic, String compression, long... times) {
        TopicPartition partition = topics.create(topic, 1, "retention.ms", "-1");
        try (Producer<byte[], byte[]> producer =
                BROKER.clients().producer("compression.type", compression, "linger.ms", 50)) {
            for (long time : times) {
                producer.send(new ProducerRecord<>(topic, 0, NOON + time, null, new byte[20]));
            }
        }
        return partition;
    }

    private String firstAtOrAfter(TopicPartition partition, long time) {
        return describe(topics.offset(partition, OffsetSpec.forTimestamp(NOON + time)));
    }

    private static String describe(ListOffsetsResultInfo found) {
        return found.offset() < 0 ? "none" : info(found.offset(), found.timestamp() - NOON);
    }

    private static String info(long offset, long time) {
        return "offset " + offset + " at " + time;
    }
}
