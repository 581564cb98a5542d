package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus that scrapes a broker in use: what docs/operations has for it does what it says. */
@Timeout(300)
class PrometheusIT {

    private static final Path OPERATIONS = Path.of("..", "docs", "operations");
    private static final Pattern NAME = Pattern.compile("\\b(?:tailwater|jvm|process|system)_[a-z0-9_]+");

    @TempDir
    private static Path scratch;

    private static BrokerProcess broker;
    private static ForeignProgram.Running prometheus;
    private static String api;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        ForeignProgram.need(ForeignProgram.installed("prometheus"), "prometheus", "apt-get install prometheus");
        TestCertificates certificates = new TestCertificates(scratch.resolve("certificates"));
        JsonObject tls = certificates.listener("server", certificates.server(Duration.ofDays(10)));
        broker = BrokerProcess.start(BrokerSetup.in(scratch.resolve("data"))
                .withConf(new JsonObject()
                        .put("metrics", new JsonObject().put("enabled", true))
                        .put("storage", new JsonObject().put("diskBudget", "95%"))
                        .put("listeners", new JsonObject().put("secure", new JsonObject().put("tls", tls)))
                        .encode()));
        int port = FreePort.belowEphemeral();
        api = "http://127.0.0.1:" + port + "/api/v1/";
        Path rules = OPERATIONS.resolve("tailwater.rules.yml").toAbsolutePath().normalize();
        Path settings =
                Files.writeString(scratch.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
                scrape_configs:
                  - job_name: tailwater
                    static_configs: [{targets: ["%s"]}]
                rule_files: ["%s"]
                """.formatted(broker.httpAddress(), rules));
        prometheus = new ForeignProgram(List.of("prometheus"))
                .start(
                        scratch.resolve("prometheus.out"),
                        "--config.file=" + settings,
                        "--storage.tsdb.path=" + scratch.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + port);
        try (Admin admin = new KafkaClients(broker.address()).admin()) {
            Topics.await(admin.createTopics(List.of(new NewTopic("watched", 1, (short) 1)))
                    .all());
        }
    }

    @AfterAll
    static void stop() {
        if (prometheus != null) {
            prometheus.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    /** A little of everything that clients do, of what they should not do, too. */
    private void use() throws Exception {
        KafkaClients clients = new KafkaClients(broker.address());
        try (Admin admin = clients.admin();
                Producer<byte[], byte[]> producer = clients.producer("client.id", "fast");
                Consumer<byte[], byte[]> consumer =
                        clients.consumer("group.id", "readers", "auto.offset.reset", "earliest")) {
            Topics.await(admin.alterClientQuotas(List.of(new ClientQuotaAlteration(
                            new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, "fast")),
                            List.of(new ClientQuotaAlteration.Op("producer_byte_rate", 100_000.0)))))
                    .all());
            for (int i = 0; i < 4; i++) {
                producer.send(new ProducerRecord<>("watched", new byte[100_000]))
                        .get();
            }
            consumer.subscribe(List.of("watched"));
            consumer.poll(Duration.ofSeconds(2));
            consumer.commitSync();
        }
        try (RawConnection nonsense = RawConnection.to(broker.address())) {
            nonsense.send(ByteBuffer.wrap(new byte[] {0, 0, 0, 12, 127, 127, 0, 0, 0, 0, 0, 0, -1, -1, 0, 0}));
        }
        get("http://" + broker.httpAddress() + "/v1/topics");
    }

    private String get(String url) {
        try {
            return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException e) {
            return "{\"status\": \"" + e + "\"}";
        }
    }

    private JsonArray query(String expression) {
        JsonObject answer =
                new JsonObject(get(api + "query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8)));
        assertThat(answer.getString("status")).as("%s: %s", expression, answer).isEqualTo("success");
        return answer.getJsonObject("data").getJsonArray("result");
    }

    @Test
    void everyPanelOfTheDashboardShowsSomethingAndTheRulesAskForWhatThereIs() throws Exception {
        List<String> expressions = new ArrayList<>();
        new JsonObject(Files.readString(OPERATIONS.resolve("grafana-dashboard.json")))
                .getJsonArray("panels").stream()
                        .flatMap(panel -> ((JsonObject) panel).getJsonArray("targets", new JsonArray()).stream())
                        .map(target -> ((JsonObject) target).getString("expr"))
                        .map(expression -> expression.replace("$instance", ".*").replace("$__rate_interval", "20s"))
                        .forEach(expressions::add);
        Matcher name = NAME.matcher(Files.readString(OPERATIONS.resolve("tailwater.rules.yml")));
        while (name.find()) {
            expressions.add(name.group());
        }
        // Nobody here opens more connections than there may be.
        expressions.removeIf(expression -> expression.contains("tailwater_connections_refused_total"));
        assertThat(expressions).hasSizeGreaterThan(60).noneMatch(expression -> expression.contains("$"));

        await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            use();
            for (String expression : expressions) {
                assertThat(query(expression)).as(expression).isNotEmpty();
            }
        });
    }

    @Test
    void everyRuleCanBeEvaluatedAndOneThatShouldFireDoes() {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            JsonArray groups =
                    new JsonObject(get(api + "rules")).getJsonObject("data").getJsonArray("groups");
            List<JsonObject> rules = groups.getJsonObject(0).getJsonArray("rules").stream()
                    .map(JsonObject.class::cast)
                    .toList();
            assertThat(rules).hasSizeGreaterThan(15);
            for (JsonObject rule : rules) {
                assertThat(rule.getString("health")).as("%s", rule).isEqualTo("ok");
            }
            assertThat(rules.stream().filter(rule -> rule.getString("state").equals("firing")))
                    .extracting(rule -> rule.getString("name"))
                    .contains("TailwaterCertificateExpires");
        });
    }
}
