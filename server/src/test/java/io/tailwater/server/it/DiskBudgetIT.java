package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.RetriableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A broker with a disk budget deletes what it may before it is used up, and refuses what would not fit. */
@Timeout(300)
class DiskBudgetIT {

    private static final long BUDGET = 20_000_000;

    @RegisterExtension
    static final RunningBroker BROKER =
            RunningBroker.aloneWith(setup -> setup.withConf("{\"storage\":{\"diskBudget\":" + BUDGET + "}}"));

    private final SampleRecords samples = new SampleRecords(4);

    @Test
    void deletesTheOldestAndSaysSoThenRefusesWhatWouldNotFitUntilThereIsRoom() throws Exception {
        try (Admin admin = BROKER.clients().admin();
                Producer<byte[], byte[]> patient = BROKER.clients().producer();
                Producer<byte[], byte[]> hasty = BROKER.clients().producer("retries", 0, "enable.idempotence", false)) {
            Topics topics = new Topics(admin);
            TopicPartition limited = topics.create("limited", 1, "segment.bytes", "1000000");
            TopicPartition kept = topics.create("kept", 1, "segment.bytes", "1000000", "retention.ms", "-1");
            send(patient, "kept", 20);
            for (int second = 0; second < 5; second++) {
                send(patient, "limited", 50);
                await().atMost(Duration.ofSeconds(60)).until(() -> storage().getLong("sizeBytes") <= BUDGET);
            }

            assertThat(topics.startOffset(limited)).isPositive();
            assertThat(topics.startOffset(kept)).isZero();
            assertThat(storage().getJsonObject("budget").getLong("bytes")).isEqualTo(BUDGET);
            assertThat(totals().getLong("deletedEarlySegments")).isPositive();
            assertThat(BROKER.process().awaitLine("Deleted early")).contains("limited-0", "offset=0", "endOffset=");

            Topics.await(admin.deleteTopics(List.of("limited")).all());
            Throwable refusal = fill(hasty, "kept");

            assertThat(refusal).isInstanceOf(KafkaStorageException.class).isInstanceOf(RetriableException.class);
            assertThat(refusal).hasMessageContaining("disk.budget");
            assertThat(topics.startOffset(kept)).isZero();
            assertThat(storage().getJsonObject("budget").getBoolean("refusing")).isTrue();

            var waiting = patient.send(new ProducerRecord<>("kept", samples.noise(1_000)));
            changeBudget(admin, "40000000");
            assertThat(waiting.get(60, TimeUnit.SECONDS).offset()).isPositive();
        }
    }

    private void send(Producer<byte[], byte[]> producer, String topic, int count) {
        SentRecords.send(
                producer,
                java.util.stream.IntStream.range(0, count)
                        .mapToObj(i -> new ProducerRecord<byte[], byte[]>(topic, samples.noise(100_000)))
                        .toList());
    }

    /** Sends until refused, and says why. */
    private Throwable fill(Producer<byte[], byte[]> producer, String topic) throws Exception {
        for (int i = 0; i < 3_000; i++) {
            try {
                producer.send(new ProducerRecord<>(topic, samples.noise(100_000)))
                        .get(60, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                return e.getCause();
            }
        }
        throw new AssertionError("A budget of 20 MB took 300 MB.");
    }

    private static void changeBudget(Admin admin, String value) {
        Map<ConfigResource, Collection<AlterConfigOp>> change = Map.of(
                new ConfigResource(ConfigResource.Type.BROKER, "1"),
                List.of(new AlterConfigOp(new ConfigEntry("disk.budget", value), AlterConfigOp.OpType.SET)));
        Topics.await(admin.incrementalAlterConfigs(change).all());
    }

    private static JsonObject storage() throws Exception {
        return broker().getJsonObject("storage");
    }

    private static JsonObject totals() throws Exception {
        return broker().getJsonObject("totals");
    }

    private static JsonObject broker() throws Exception {
        URI address = URI.create("http://" + BROKER.process().httpAddress() + "/v1/broker");
        return new JsonObject(HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                .body());
    }
}
