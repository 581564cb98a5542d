package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.BrokerEnvironment;
import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.spi.file.SystemFiles;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Somebody sets the machine's clock, forth or back, while a broker runs: nothing ends that would not have ended anyway, nothing
 * waits for the time to come round again, and records get the time that the clock shows.
 */
@Timeout(240)
class ClockJumpsIT {

    private static final String FORTH = "P3650D";
    private static final String BACK = "P-3650D";
    private static final String AN_HOUR = "PT-1H";

    @TempDir
    Path directory;

    private volatile Duration jump = Duration.ZERO;
    private InProcessBroker broker;
    private KafkaClients clients;

    @BeforeEach
    void start() throws Exception {
        JsonObject settings = new JsonObject()
                .put("kafka", new JsonObject().put("port", 0))
                .put("storage", new JsonObject().put("directory", directory.toString()));
        broker = new InProcessBroker(
                settings,
                new BrokerEnvironment(
                        new SystemFiles(), () -> Instant.now().plus(jump), UUID::randomUUID, BrokerMetrics.NONE));
        clients = broker.clients();
    }

    @AfterEach
    void stop() throws Exception {
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {FORTH, BACK, AN_HOUR})
    void membersStayInTheirGroupAndCommit(String duration) throws Exception {
        TopicPartition partition = topic("read", "message.timestamp.type", "LogAppendTime");
        List<Collection<TopicPartition>> assignments = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = clients.consumer(
                        "group.id",
                        "members",
                        "auto.offset.reset",
                        "earliest",
                        "session.timeout.ms",
                        60_000,
                        "heartbeat.interval.ms",
                        500);
                Producer<byte[], byte[]> producer = clients.producer()) {
            consumer.subscribe(List.of("read"), noting(assignments));
            send(producer, "read", "before");
            assertThat(read(consumer)).isEqualTo("before");
            consumer.commitSync();

            for (Duration set : List.of(Duration.parse(duration), Duration.ZERO)) {
                jump = set;
                send(producer, "read", "after");
                assertThat(read(consumer)).isEqualTo("after");
                consumer.commitSync(Duration.ofSeconds(60));
                heartbeats(consumer);
            }
            assertThat(assignments).hasSize(1);
            assertThat(consumer.committed(Set.of(partition)).get(partition).offset())
                    .isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {FORTH, BACK})
    void shareConsumersGetRecordsAndWaitNoLongerThanTheySaid(String duration) throws Exception {
        topic("shared", "message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
        try (ShareConsumer<byte[], byte[]> consumer = clients.shareConsumer("sharing");
                Producer<byte[], byte[]> producer = clients.producer()) {
            consumer.subscribe(List.of("shared"));
            List<String> got = new ArrayList<>();
            while (got.isEmpty()) { // It begins at the end that it finds.
                send(producer, "shared", "before");
                consumer.poll(Duration.ofMillis(200)).forEach(record -> got.add(text(record)));
            }
            jump = Duration.parse(duration);
            send(producer, "shared", "after");
            while (!got.contains("after")) {
                consumer.poll(Duration.ofMillis(500)).forEach(record -> got.add(text(record)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {FORTH, BACK})
    void aTransactionThatIsOpenStaysOpenAndOneThatIsLeftOpenEndsByItself(String duration) throws Exception {
        TopicPartition partition = topic("transacted", "message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
        try (Producer<byte[], byte[]> producer = clients.producer("transactional.id", "open");
                Producer<byte[], byte[]> left =
                        clients.producer("transactional.id", "left", "transaction.timeout.ms", 4_000)) {
            producer.initTransactions();
            left.initTransactions();
            producer.beginTransaction();
            send(producer, "transacted", "committed");
            jump = Duration.parse(duration);
            left.beginTransaction();
            send(left, "transacted", "aborted");
            jump = Duration.ZERO;
            send(producer, "transacted", "committed, too");
            producer.commitTransaction();
            try (Consumer<byte[], byte[]> consumer = clients.consumer("isolation.level", "read_committed")) {
                consumer.assign(List.of(partition));
                consumer.seek(partition, 0);
                List<String> values = new ArrayList<>();
                while (values.size() < 2) {
                    consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(text(record)));
                }
                assertThat(values).containsExactly("committed", "committed, too");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {FORTH, BACK})
    void producersAreNotForgottenAndSegmentsRollNoMoreThanTheyMust(String duration) throws Exception {
        TopicPartition partition = topic("stamped", "message.timestamp.type", "LogAppendTime", "segment.ms", "3600000");
        try (Producer<byte[], byte[]> producer = clients.producer("linger.ms", 0);
                Admin admin = clients.admin()) {
            send(producer, "stamped", "0");
            jump = Duration.parse(duration);
            Instant jumped = Instant.now().plus(jump);
            for (int i = 1; i < 30; i++) {
                send(producer, "stamped", Integer.toString(i));
            }
            jump = Duration.ZERO;
            for (int i = 30; i < 60; i++) {
                send(producer, "stamped", Integer.toString(i));
            }
            assertThat(Topics.await(admin.describeProducers(List.of(partition)).partitionResult(partition))
                            .activeProducers())
                    .hasSize(1);
            List<ConsumerRecord<byte[], byte[]>> records = PartitionReader.readAll(clients, partition);
            assertThat(records).hasSize(60);
            assertThat(Math.abs(records.get(15).timestamp() - jumped.toEpochMilli()))
                    .isLessThan(60_000);
            assertThat(segments("stamped-0")).isLessThanOrEqualTo(3);
            long asked = records.get(0).timestamp();
            long found = new Topics(admin)
                    .offset(partition, OffsetSpec.forTimestamp(asked))
                    .offset();
            assertThat(found).isEqualTo(0);
            long last = Topics.await(admin.listOffsets(Map.of(partition, OffsetSpec.forTimestamp(asked + 1)))
                            .partitionResult(partition))
                    .offset();
            assertThat(records.get((int) last).timestamp()).isGreaterThan(asked);
        }
    }

    private TopicPartition topic(String name, String... settings) {
        try (Admin admin = clients.admin()) {
            return new Topics(admin).create(name, 1, settings);
        }
    }

    private static void send(Producer<byte[], byte[]> producer, String topic, String value) throws Exception {
        producer.send(new ProducerRecord<>(topic, value.getBytes(StandardCharsets.UTF_8)))
                .get(60, TimeUnit.SECONDS);
    }

    private static String read(Consumer<byte[], byte[]> consumer) {
        List<String> values = new ArrayList<>();
        while (values.isEmpty()) {
            consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(text(record)));
        }
        assertThat(values).hasSize(1);
        return values.get(0);
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    /** Lets a few heartbeats pass: one of them would be answered with an error. */
    private static void heartbeats(Consumer<byte[], byte[]> consumer) {
        for (int i = 0; i < 3; i++) {
            consumer.poll(Duration.ofMillis(600));
        }
    }

    private static ConsumerRebalanceListener noting(List<Collection<TopicPartition>> assignments) {
        return new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                assignments.add(partitions);
            }
        };
    }

    private long segments(String log) throws Exception {
        try (Stream<Path> files = Files.list(directory.resolve(log))) {
            return files.filter(file -> file.toString().endsWith(".log")).count();
        }
    }
}
