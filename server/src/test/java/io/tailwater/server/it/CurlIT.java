package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The HTTP API by curl, with Kafka's clients on the other side. */
@Timeout(240)
class CurlIT {

    @RegisterExtension
    static final RunningBroker BROKER = RunningBroker.shared();

    private static final ForeignProgram CURL = new ForeignProgram(List.of("curl", "-sS"));

    @BeforeAll
    static void needsCurl() {
        boolean installed = Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "curl")));
        ForeignProgram.need(installed, "curl", "apt-get install curl");
    }

    @Test
    void aTailShowsWhatKafkaProducersSendWithEveryCompression() throws Exception {
        ask("-X", "PUT", url("/v1/topics/curl-tail"));
        Process curl = new ProcessBuilder("curl", "-sSN", url("/v1/topics/curl-tail/tail"))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader shown = curl.inputReader(StandardCharsets.UTF_8)) {
            assertThat(shown.readLine()).isEqualTo(": from 0:0");
            List<String> codecs = List.of("none", "gzip", "snappy", "lz4", "zstd");
            for (String codec : codecs) {
                try (Producer<byte[], byte[]> producer = BROKER.clients().producer("compression.type", codec)) {
                    producer.send(new ProducerRecord<>("curl-tail", bytes("key"), bytes(codec)))
                            .get();
                }
            }
            List<String> values = new ArrayList<>();
            while (values.size() < codecs.size()) {
                String line = shown.readLine();
                assertThat(line).as("after %s", values).isNotNull();
                if (line.startsWith("data: ")) {
                    values.add(new JsonObject(line.substring(6)).getString("value"));
                }
            }
            assertThat(values).isEqualTo(codecs);
        } finally {
            curl.destroyForcibly().waitFor();
        }
    }

    @Test
    void aKafkaConsumerReadsTheLinesThatWereSentByKey() throws Exception {
        ask(
                "-X",
                "PUT",
                "-H",
                "content-type: application/json",
                "-d",
                "{\"partitions\": 3}",
                url("/v1/topics/curl-lines"));
        List<String> lines = IntStream.range(0, 5_000)
                .mapToObj(n -> "{\"key\": \"k" + n % 10 + "\", \"value\": {\"n\": " + n + "}}")
                .toList();
        JsonObject answer = new JsonObject(CURL.run(
                        lines,
                        "-H",
                        "content-type: application/x-ndjson",
                        "--data-binary",
                        "@-",
                        url("/v1/topics/curl-lines/records"))
                .succeeds());
        assertThat(answer.getInteger("count")).as(answer.encode()).isEqualTo(5_000);
        List<TopicPartition> partitions = IntStream.range(0, 3)
                .mapToObj(p -> new TopicPartition("curl-lines", p))
                .toList();
        int[] last = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
        try (Consumer<byte[], byte[]> consumer = BROKER.clients().consumer()) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            for (int read = 0; read < 5_000; ) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(30))) {
                    int n = new JsonObject(new String(record.value(), StandardCharsets.UTF_8)).getInteger("n");
                    assertThat(n).isGreaterThan(last[n % 10]);
                    last[n % 10] = n;
                    read++;
                }
            }
        }
    }

    @Test
    void showsWhereAGroupStandsAndWhoIsInIt() throws Exception {
        ask("-H", "content-type: text/plain", "-d", "one", url("/v1/topics/curl-group/records"));
        ask("-H", "content-type: text/plain", "-d", "two", url("/v1/topics/curl-group/records"));
        TopicPartition partition = new TopicPartition("curl-group", 0);
        try (Consumer<byte[], byte[]> consumer =
                BROKER.clients().consumer("group.id", "curl-readers", "auto.offset.reset", "earliest")) {
            consumer.subscribe(List.of("curl-group"));
            while (consumer.poll(Duration.ofSeconds(1)).isEmpty()) {
                // Until it has joined.
            }
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(1, "half way")));
            JsonObject group = ask(url("/v1/groups/curl-readers"));
            assertThat(group.getString("state")).isEqualTo("Stable");
            assertThat(group.getLong("lag")).isEqualTo(1);
            JsonObject offset = group.getJsonArray("offsets").getJsonObject(0);
            String member = group.getJsonArray("members").getJsonObject(0).getString("id");
            assertThat(offset)
                    .isEqualTo(new JsonObject()
                            .put("topic", "curl-group")
                            .put("partition", 0)
                            .put("offset", 1)
                            .put("metadata", "half way")
                            .put("memberId", member)
                            .put("endOffset", 2)
                            .put("lag", 1));
            assertThat(ask(url("/v1/groups")).encode()).contains("curl-readers");
        }
    }

    @Test
    void onlyCommittedRecordsAreShownUnlessAskedOtherwise() throws Exception {
        try (Producer<byte[], byte[]> producer = BROKER.clients().producer("transactional.id", "curl-transactions")) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("curl-transactions", bytes("aborted")))
                    .get();
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("curl-transactions", bytes("committed")))
                    .get();
            producer.commitTransaction();
        }
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> !values("").isEmpty()); // a transaction ends a little after it was asked to
        assertThat(values("")).containsExactly("committed");
        assertThat(values("?isolation=uncommitted")).containsExactly("aborted", "committed");
    }

    private static List<String> values(String query) throws IOException, InterruptedException {
        return ask(url("/v1/topics/curl-transactions/records" + query)).getJsonArray("records").stream()
                .map(record -> ((JsonObject) record).getString("value"))
                .toList();
    }

    private static JsonObject ask(String... arguments) throws IOException, InterruptedException {
        return new JsonObject(CURL.run(arguments).succeeds());
    }

    private static String url(String path) {
        return "http://" + BROKER.process().httpAddress() + path;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
