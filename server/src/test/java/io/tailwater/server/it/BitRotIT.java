package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bits are flipped in the files of a running broker: what they hit is refused, and nothing else. */
@Timeout(240)
class BitRotIT {

    private static final TopicPartition PARTITION = new TopicPartition("rotten", 0);
    private static final int RECORDS = 300;
    private static final String SCRUBBING = "{\"storage\":{\"scrub\":{\"intervalMillis\":1000}}}";
    private static final String RESTING = "{\"storage\":{\"scrub\":{\"bytesPerSecond\":0}}}";

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void theScrubberFindsAFlippedBitAndAConsumerReadsOnBehindIt() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(setup(SCRUBBING))) {
            KafkaClients clients = new KafkaClients(broker.address());
            fill(clients);
            stored().flip(123, StoredBatches.RECORDS_AT + 5);

            JsonObject damaged = awaitDamage(broker);

            assertThat(damaged.getString("topic")).isEqualTo("rotten");
            assertThat(damaged.getLong("fromOffset")).isEqualTo(123);
            assertThat(damaged.getLong("toOffset")).isEqualTo(124);
            assertThat(damaged.getString("finding")).contains("CRC");
            assertThat(broker.awaitLine("damaged on disk")).contains("rotten-0", "123");
            assertReadableExcept(clients, 123, 124);
        }
    }

    @Test
    void aReadOverHttpTellsOfTheGapAndMarksIt() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(setup(RESTING))) {
            KafkaClients clients = new KafkaClients(broker.address());
            fill(clients);
            stored().flip(50, StoredBatches.RECORDS_AT + 5);

            JsonObject page = get(broker, "/v1/topics/rotten/records?from=45&limit=10");

            assertThat(offsets(page)).contains(45L, 49L, 51L).doesNotContain(50L);
            assertThat(page.toString()).contains("gap");
            assertThat(awaitDamage(broker).getLong("fromOffset")).isEqualTo(50);
            assertThat(offsets(get(broker, "/v1/topics/rotten/records?from=45&limit=5")))
                    .contains(45L, 49L);
            assertReadableExcept(clients, 50, 51);
        }
    }

    @Test
    void tailsAndShareGroupsPassWhatIsMarked() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(setup(SCRUBBING))) {
            KafkaClients clients = new KafkaClients(broker.address());
            fill(clients);
            stored().flip(123, StoredBatches.RECORDS_AT + 5);
            awaitDamage(broker);

            try (TailClient tail = new TailClient(broker.httpAddress()).subscribe("rotten", "earliest", "committed")) {
                List<Long> offsets = new ArrayList<>();
                tail.records(RECORDS - 1).forEach(record -> offsets.add(record.getLong("offset")));
                assertThat(offsets).hasSize(RECORDS - 1).doesNotContain(123L).endsWith(RECORDS - 1L);
            }
            SharedReading.beginAtTheBeginning(clients, "shared");
            try (ShareConsumer<byte[], byte[]> consumer = clients.shareConsumer("shared")) {
                consumer.subscribe(List.of("rotten"));
                assertThat(SharedReading.poll(consumer, RECORDS - 1))
                        .extracting(ConsumerRecord::offset)
                        .hasSize(RECORDS - 1)
                        .doesNotContain(123L)
                        .contains(122L, 124L, RECORDS - 1L);
            }
        }
    }

    @Test
    void aDamagedLengthCostsItsBatchAlone() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(setup(RESTING))) {
            fill(new KafkaClients(broker.address()));
            assertThat(broker.terminate()).isZero();
        }
        StoredBatches.Place place = stored().flip(77, StoredBatches.LENGTH_AT);
        try (BrokerProcess broker = BrokerProcess.start(setup(RESTING))) {
            KafkaClients clients = new KafkaClients(broker.address());

            assertReadableExcept(clients, 77, 78);

            assertThat(broker.awaitLine("damaged on disk")).contains("position " + place.position(), "rotten-0");
            assertReadableExcept(clients, 77, 78);
        }
    }

    @Test
    void groupsKeepTheOtherOffsetsWhenOneCommitIsDamaged() throws Exception {
        BrokerSetup setup = setup("{\"groups\":{\"partitions\":1}}");
        try (BrokerProcess broker = BrokerProcess.start(setup)) {
            KafkaClients clients = new KafkaClients(broker.address());
            fill(clients);
            commit(clients, "first", 10);
            commit(clients, "second", 20);
            commit(clients, "third", 30);
            assertThat(broker.terminate()).isZero();
        }
        StoredBatches offsets = new StoredBatches(directory.resolve("data/__consumer_offsets-0"));
        offsets.flip(1, StoredBatches.RECORDS_AT + 5);
        try (BrokerProcess broker = BrokerProcess.start(setup)) {
            try (Admin admin = new KafkaClients(broker.address()).admin()) {
                assertThat(committed(admin, "first")).isEqualTo(10);
                assertThat(committed(admin, "third")).isEqualTo(30);
            }
            broker.awaitLine("is lost");
        }
    }

    private BrokerSetup setup(String conf) {
        return BrokerSetup.in(directory.resolve("data")).withConf(conf);
    }

    private StoredBatches stored() {
        return new StoredBatches(directory.resolve("data/rotten-0"));
    }

    /** One batch each. */
    private static void fill(KafkaClients clients) throws Exception {
        try (Producer<byte[], byte[]> producer = clients.producer("batch.size", 0, "acks", "all")) {
            List<java.util.concurrent.Future<?>> sent = new ArrayList<>();
            for (int i = 0; i < RECORDS; i++) {
                sent.add(producer.send(new ProducerRecord<>("rotten", value(i))));
            }
            for (java.util.concurrent.Future<?> each : sent) {
                each.get();
            }
        }
    }

    private static byte[] value(int number) {
        return ("record number " + number).getBytes(StandardCharsets.UTF_8);
    }

    private static void commit(KafkaClients clients, String group, long offset) {
        try (Consumer<byte[], byte[]> consumer = clients.consumer("group.id", group)) {
            consumer.assign(List.of(PARTITION));
            consumer.commitSync(Map.of(PARTITION, new OffsetAndMetadata(offset)));
        }
    }

    private static long committed(Admin admin, String group) throws Exception {
        return Topics.await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .get(PARTITION)
                .offset();
    }

    /** A consumer gets everything before the damage, is told of it, and gets everything behind it. */
    static void assertReadableExcept(KafkaClients clients, long from, long to) {
        try (Consumer<byte[], byte[]> consumer = clients.consumer("max.poll.records", 50)) {
            consumer.assign(List.of(PARTITION));
            consumer.seek(PARTITION, 0);
            List<byte[]> before = new ArrayList<>();
            assertThatThrownBy(() -> read(consumer, before, Integer.MAX_VALUE))
                    .isInstanceOf(KafkaException.class)
                    .hasMessageContaining("corrupt")
                    .hasMessageContaining(Long.toString(from));
            assertThat(consumer.position(PARTITION)).isEqualTo(from);
            consumer.seek(PARTITION, to);
            List<byte[]> after = new ArrayList<>();
            read(consumer, after, (int) (RECORDS - to));
            for (int i = 0; i < from; i++) {
                assertThat(before.get(i)).isEqualTo(value(i));
            }
            for (long i = to; i < RECORDS; i++) {
                assertThat(after.get((int) (i - to))).isEqualTo(value((int) i));
            }
            assertThat(before).hasSize((int) from);
        }
    }

    private static void read(Consumer<byte[], byte[]> consumer, List<byte[]> into, int count) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (into.size() < count && System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                into.add(record.value());
            }
        }
    }

    private JsonObject awaitDamage(BrokerProcess broker) throws Exception {
        broker.awaitLine("damaged on disk");
        JsonObject integrity = get(broker, "/v1/broker").getJsonObject("integrity");
        assertThat(integrity.getLong("damagedRangesFound")).isEqualTo(1);
        JsonArray damaged = integrity.getJsonArray("damaged");
        assertThat(damaged).hasSize(1);
        return damaged.getJsonObject(0);
    }

    private static List<Long> offsets(JsonObject page) {
        List<Long> offsets = new ArrayList<>();
        page.getJsonArray("records").forEach(record -> offsets.add(((JsonObject) record).getLong("offset")));
        return offsets;
    }

    private JsonObject get(BrokerProcess broker, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + broker.httpAddress() + path))
                .build();
        return new JsonObject(http.send(request, BodyHandlers.ofString()).body());
    }
}
