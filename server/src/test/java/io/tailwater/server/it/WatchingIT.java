package io.tailwater.server.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a broker tells those who watch it: metrics by Prometheus' own tool, health, log lines for programs, who did what. */
@Timeout(240)
class WatchingIT {

    private static final int MAX_TOPICS = 12;
    private static final int MAX_GROUPS = 8;
    private static final Path OPERATIONS = Path.of("..", "docs", "operations");

    @RegisterExtension
    static final RunningBroker BROKER = RunningBroker.aloneWith(setup -> setup.withConf(new JsonObject()
            .put(
                    "metrics",
                    new JsonObject()
                            .put("enabled", true)
                            .put("maxTopics", MAX_TOPICS)
                            .put("maxGroups", MAX_GROUPS))
            .put("log", new JsonObject().put("format", "json"))
            .put("storage", new JsonObject().put("diskBudget", "95%"))
            .encode()));

    private static final ForeignProgram PROMTOOL = new ForeignProgram(List.of("promtool"));

    private final HttpClient http = HttpClient.newHttpClient();

    /** Something of everything that is only counted once it has happened. */
    @BeforeAll
    static void beUsed() throws Exception {
        try (Admin admin = BROKER.clients().admin();
                Producer<byte[], byte[]> producer = BROKER.clients().producer()) {
            Topics.await(admin.createTopics(List.of(new NewTopic("watched", 1, (short) 1)))
                    .all());
            for (int i = 0; i < 10; i++) {
                producer.send(new ProducerRecord<>("watched", new byte[100])).get();
            }
            commit("reader", "watched", 4);
        }
        try (RawConnection nonsense = RawConnection.to(BROKER.address())) {
            nonsense.send(ByteBuffer.wrap(new byte[] {0, 0, 0, 12, 127, 127, 0, 0, 0, 0, 0, 0, -1, -1, 0, 0}));
        }
    }

    private static void commit(String group, String topic, long offset) {
        try (Consumer<byte[], byte[]> consumer = BROKER.clients().consumer("group.id", group)) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(offset)));
        }
    }

    private HttpResponse<String> get(String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(
                                    URI.create("http://" + BROKER.process().httpAddress() + path))
                            .build(),
                    BodyHandlers.ofString());
        } catch (Exception e) {
            throw new AssertionError("GET " + path, e);
        }
    }

    private List<String> metrics() {
        HttpResponse<String> answer = get("/metrics");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        return answer.body().lines().toList();
    }

    private static void needsPromtool() {
        ForeignProgram.need(ForeignProgram.installed("promtool"), "promtool", "apt-get install prometheus");
    }

    @Test
    void prometheusFindsNoFaultWithTheMetricsNorWithTheRules() throws Exception {
        needsPromtool();

        assertThat(PROMTOOL.run(metrics(), "check", "metrics").succeeds()).isBlank();
        PROMTOOL.run("check", "rules", OPERATIONS.resolve("tailwater.rules.yml").toString())
                .succeeds();
    }

    @Test
    void tellsHowFarAGroupIsBehind() {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(metrics())
                        .contains("tailwater_group_lag_records{group=\"reader\",topic=\"watched\"} 6.0")
                        .anyMatch(line -> line.startsWith("tailwater_topic_appended_bytes_total{topic=\"watched\"} ")));
    }

    @Test
    void clientsCannotMakeSeriesHoweverManyTopicsGroupsAndNamesTheyThinkOf() throws Exception {
        try (Admin admin = BROKER.clients().admin()) {
            Topics.await(admin.createTopics(IntStream.range(0, 3 * MAX_TOPICS)
                            .mapToObj(i -> new NewTopic("many-" + i, 1, (short) 1))
                            .toList())
                    .all());
            for (int i = 0; i < 3 * MAX_GROUPS; i++) {
                commit("many \"quoted\"\n\\ " + i + "x".repeat(500), "many-" + i, 0);
            }
        }

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            List<String> lines = metrics();
            assertThat(lines)
                    .filteredOn(line -> line.startsWith("tailwater_topic_size_bytes{"))
                    .hasSize(MAX_TOPICS + 1)
                    .anyMatch(line -> line.contains("(other)"));
            assertThat(lines)
                    .filteredOn(line -> line.startsWith("tailwater_group_lag_records{"))
                    .hasSizeBetween(2, MAX_GROUPS + 1)
                    .allSatisfy(line -> assertThat(line).hasSizeLessThan(500));
        });
        needsPromtool();
        PROMTOOL.run(metrics(), "check", "metrics").succeeds();
    }

    @Test
    void whatIsNoRequestIsCountedByItsKindWhateverItsBytes() throws Exception {
        for (byte[] nonsense :
                List.of(new byte[] {127, 1, 2, 3}, new byte[] {-1, 2, 3, 4}, "GET / HTTP/1.1\r\n".getBytes(UTF_8))) {
            try (RawConnection connection = RawConnection.to(BROKER.address())) {
                connection.send(nonsense);
                assertThat(connection.isClosed()).isTrue();
            }
        }

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(metrics())
                        .contains(
                                rejected("a request of a length that is not allowed") + " 2.0",
                                rejected("an HTTP request on a listener that serves Kafka clients") + " 1.0"));
    }

    private static String rejected(String reason) {
        return "tailwater_requests_rejected_total{reason=\"" + reason + "\"}";
    }

    @Test
    void saysThatItIsReadyAndOfEachCheckWhy() {
        HttpResponse<String> ready = get("/health/ready");

        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body())
                .contains("\"status\":\"pass\"", "\"disk\"", "\"logs\"", "\"damage\"", "\"disk-budget\"");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void aLineForProgramsSaysWhoDidWhat() throws Exception {
        try (Admin admin = BROKER.clients().admin()) {
            Topics.await(admin.createTopics(List.of(new NewTopic("audited", 3, (short) 1)))
                    .all());
            alter(admin, ConfigResource.Type.TOPIC, "audited", "retention.ms", "1234567");
            Topics.await(admin.deleteTopics(List.of("audited")).all());
            String hostile = "evil\n{\"action\":\"topic.create\"}";
            commit(hostile, "watched", 1);
            Topics.await(admin.deleteConsumerGroups(List.of(hostile)).all());
        }

        JsonObject created = audit("topic.create", "\"subject\":\"audited\"");
        assertThat(created.getString("logger")).isEqualTo("tailwater.audit");
        assertThat(created.getString("level")).isEqualTo("INFO");
        assertThat(created.getString("principal")).isEqualTo("User:ANONYMOUS");
        assertThat(created.getString("host")).isEqualTo("127.0.0.1");
        assertThat(created.getString("partitions")).isEqualTo("3");
        assertThat(created.getString("time")).endsWith("Z");
        assertThat(created.getString("thread")).isNotEmpty();
        assertThat(audit("topic.change", "audited").getString("settings")).contains("retention.ms=1234567");
        assertThat(audit("topic.delete", "audited").getString("message")).isEqualTo("audit");
        assertThat(audit("group.delete", "evil").getString("subject"))
                .isEqualTo("evil\\u000a{\"action\":\"topic.create\"}");
    }

    private static JsonObject audit(String action, String fragment) {
        return new JsonObject(BROKER.process().awaitLine("\"action\":\"" + action + "\"", fragment));
    }

    @Test
    void refusedRequestsHaveTheirKeysAndALevelThatIsChangedIsInForceAtOnce() throws Exception {
        assertThat(new JsonObject(BROKER.process().awaitLine("Closed a connection: an unknown API")).fieldNames())
                .contains("remote", "clientId", "apiKey", "correlationId");
        try (Admin admin = BROKER.clients().admin()) {
            alter(admin, ConfigResource.Type.BROKER_LOGGER, "1", "tailwater.audit", "ERROR");
            Topics.await(admin.createTopics(List.of(new NewTopic("unheard", 1, (short) 1)))
                    .all());
            alter(admin, ConfigResource.Type.BROKER_LOGGER, "1", "tailwater.audit", "INFO");
            Topics.await(admin.createTopics(List.of(new NewTopic("heard", 1, (short) 1)))
                    .all());
        }

        BROKER.process().awaitLine("\"subject\":\"heard\"");
        assertThat(BROKER.process().output()).doesNotContain("unheard");
    }

    private static void alter(Admin admin, ConfigResource.Type type, String name, String setting, String value)
            throws Exception {
        Map<ConfigResource, Collection<AlterConfigOp>> changes = Map.of(
                new ConfigResource(type, name),
                List.of(new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET)));
        Topics.await(admin.incrementalAlterConfigs(changes).all());
    }
}
