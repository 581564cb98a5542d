package io.tailwater.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.quota.QuotaEdit;
import io.tailwater.core.quota.QuotaEntity;
import io.tailwater.core.quota.QuotaKey;
import io.tailwater.core.quota.QuotaName;
import io.tailwater.tcp.api.CoreBroker;
import io.vertx.core.DeploymentOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Kafka's own clients, and one that does not listen, held to quotas by core as it is. */
@Timeout(120)
class ThrottledClientsTest {

    private static final int RECORD_BYTES = 5_000;
    private static final int BYTES_PER_SECOND = 10_000;

    /** As many records as may come at once. */
    private static final int RECORDS_AT_ONCE = 10 * BYTES_PER_SECOND / RECORD_BYTES;

    /** Far more than time gives back while a test runs. */
    private static final int ALL_RECORDS = 5 * RECORDS_AT_ONCE;

    private static CoreBroker core;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        core = CoreBroker.start();
        core.vertx()
                .deployVerticle(KafkaServerVerticle.class.getName(), new DeploymentOptions())
                .await(60, TimeUnit.SECONDS);
        port = KafkaServerVerticle.port(core.vertx()).orElseThrow();
    }

    @AfterAll
    static void stop() throws Exception {
        core.close();
    }

    private static void quota(String clientId, QuotaKey key, OptionalDouble value) {
        QuotaEdit edit = new QuotaEdit(new QuotaEntity(null, new QuotaName(clientId), null), Map.of(key, value));
        core.await(() -> core.broker().quotas().alter(List.of(edit), false));
    }

    private static KafkaProducer<byte[], byte[]> producer(String clientId) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        "127.0.0.1:" + port,
                        "client.id",
                        clientId,
                        "linger.ms",
                        0,
                        "batch.size",
                        1),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String topic, int records) throws Exception {
        for (int i = 0; i < records; i++) {
            producer.send(new ProducerRecord<>(topic, 0, null, new byte[RECORD_BYTES]))
                    .get(60, TimeUnit.SECONDS);
        }
    }

    private static double metric(Map<MetricName, ? extends Metric> metrics, String name) {
        return metrics.entrySet().stream()
                .filter(metric -> metric.getKey().name().equals(name))
                .mapToDouble(metric -> (Double) metric.getValue().metricValue())
                .filter(value -> !Double.isNaN(value))
                .max()
                .orElse(0);
    }

    @Test
    void aProducerOverItsQuotaIsToldToWaitAndLosesNothingAndOthersAreNot() throws Exception {
        core.topic("produced", 1, Map.of());
        quota("eager-producer", QuotaKey.PRODUCER_BYTE_RATE, OptionalDouble.of(BYTES_PER_SECOND));
        try (KafkaProducer<byte[], byte[]> eager = producer("eager-producer");
                KafkaProducer<byte[], byte[]> other = producer("other-producer")) {
            int sent = 0;
            while (metric(eager.metrics(), "produce-throttle-time-max") == 0) { // time gives it something back
                send(eager, "produced", 1);
                sent++;
            }
            assertThat(sent).as("so many may come at once").isGreaterThanOrEqualTo(RECORDS_AT_ONCE - 1);
            send(other, "produced", sent);
            assertThat(metric(other.metrics(), "produce-throttle-time-max")).isZero();
        }
    }

    @Test
    void aConsumerOverItsQuotaGetsNothingAndThenTheRestWhenTheQuotaIsTakenAway() throws Exception {
        core.topic("consumed", 1, Map.of());
        try (KafkaProducer<byte[], byte[]> producer = producer("free-producer")) {
            send(producer, "consumed", ALL_RECORDS);
        }
        quota("eager-consumer", QuotaKey.CONSUMER_BYTE_RATE, OptionalDouble.of(BYTES_PER_SECOND));
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", "127.0.0.1:" + port, "client.id", "eager-consumer"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition("consumed", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<Long> offsets = new ArrayList<>();
            while (metric(consumer.metrics(), "fetch-throttle-time-max") == 0) {
                poll(consumer, offsets);
            }
            assertThat(offsets.size()).isBetween(1, ALL_RECORDS - 1);

            quota("eager-consumer", QuotaKey.CONSUMER_BYTE_RATE, OptionalDouble.empty());
            while (offsets.size() < ALL_RECORDS) {
                poll(consumer, offsets);
            }
            assertThat(offsets).containsExactlyElementsOf(upTo(ALL_RECORDS));
        }
    }

    private static void poll(KafkaConsumer<byte[], byte[]> consumer, List<Long> offsets) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
            offsets.add(record.offset());
        }
    }

    private static List<Long> upTo(long end) {
        List<Long> offsets = new ArrayList<>();
        for (long offset = 0; offset < end; offset++) {
            offsets.add(offset);
        }
        return offsets;
    }

    @Test
    void aClientThatTakesTooMuchTimeIsToldToWait() throws Exception {
        core.topic("busy", 1, Map.of());
        quota("busy-producer", QuotaKey.REQUEST_PERCENTAGE, OptionalDouble.of(0.000_01));
        try (KafkaProducer<byte[], byte[]> busy = producer("busy-producer")) {
            send(busy, "busy", 2);
            assertThat(metric(busy.metrics(), "produce-throttle-time-max")).isBetween(1.0, 30_000.0);
        }
    }

    @Test
    void anAdminOverItsQuotaIsRefusedOrTriesAgainAsItLikes() throws Exception {
        quota("eager-admin", QuotaKey.CONTROLLER_MUTATION_RATE, OptionalDouble.of(5));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + port, "client.id", "eager-admin"))) {
            String many;
            String more;
            int tries = 0;
            do { // until this thread was not held up for as long as one has to wait
                many = "many-" + tries;
                more = "more-" + tries;
                admin.createTopics(List.of(new NewTopic(many, 80, (short) 1)))
                        .all()
                        .get(60, TimeUnit.SECONDS);
            } while (!isRefused(admin, more) && tries++ < 10);
            assertThat(core.broker().topics().find(more)).isNull();

            admin.createTopics(List.of(new NewTopic(more, 1, (short) 1))).all().get(60, TimeUnit.SECONDS);
            admin.deleteTopics(List.of(many)).all().get(60, TimeUnit.SECONDS);
            assertThat(core.broker().topics().find(many)).isNull();
        }
    }

    private static boolean isRefused(Admin admin, String topic) throws Exception {
        try {
            admin.createTopics(
                            List.of(new NewTopic(topic, 1, (short) 1)),
                            new CreateTopicsOptions().retryOnQuotaViolation(false))
                    .all()
                    .get(60, TimeUnit.SECONDS);
            return false;
        } catch (ExecutionException e) {
            assertThat(e)
                    .cause()
                    .isInstanceOfSatisfying(
                            ThrottlingQuotaExceededException.class,
                            refused -> assertThat(refused.throttleTimeMs()).isBetween(1, 30_000));
            return true;
        }
    }

    /** Older clients, and ones that mean no good: the wait is told and kept by us, what was asked is answered afterwards. */
    @Test
    void aClientThatDoesNotWaitIsNotReadMeanwhile() throws Exception {
        core.topic("deaf", 1, Map.of());
        quota("wire-client", QuotaKey.PRODUCER_BYTE_RATE, OptionalDouble.of(BYTES_PER_SECOND));
        try (WireClient client = new WireClient(port)) {
            long askedNanos = System.nanoTime();
            client.send(WireClient.produce("deaf", 1, batch(14 * BYTES_PER_SECOND)), 9, 1);
            ProduceResponseData answer =
                    client.receive(new ProduceResponseData(), 9).body();
            assertThat(answer.throttleTimeMs()).isPositive();
            assertThat(answer.responses()
                            .find("deaf", Uuid.ZERO_UUID)
                            .partitionResponses()
                            .get(0)
                            .errorCode())
                    .isZero();
            assertThat(client.send(new ApiVersionsRequestData(), 0, 2).receiveCorrelationId())
                    .isEqualTo(2);
            assertThat(System.nanoTime() - askedNanos)
                    .as("not before it may go on")
                    .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(answer.throttleTimeMs()));
        }
    }

    private static ByteBuffer batch(int bytes) {
        return MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(0, null, new byte[bytes]))
                .buffer();
    }
}
