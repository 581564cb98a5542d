package io.tailwater.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.websocket.RawHttp.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who gets past the door of a broker that no other transport serves. */
@Timeout(180)
class GateTest {

    private static final String[] UPGRADE = {
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    };

    private static BrokerForTests broker;

    @BeforeAll
    static void start(@TempDir Path directory) {
        broker = new BrokerForTests(
                directory,
                new JsonObject()
                        .put("allowedHosts", new JsonArray().add("Broker.Example.org"))
                        .put("allowedOrigins", "http://localhost:3000, https://app.example.org")
                        .put("maxConnectionsPerAddress", 6));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static String here(String host) {
        return "Host: " + host + ":" + broker.port();
    }

    private static Response ask(String request, String... headers) {
        List<String> lines = new ArrayList<>(List.of(request + " HTTP/1.1"));
        lines.addAll(List.of(headers));
        try (RawHttp http = new RawHttp(broker.port())) {
            return http.ask(lines.toArray(new String[0]));
        }
    }

    private static void assertPasses(String request, String... headers) {
        Response response = ask(request, headers);
        assertThat(response.status()).as(response.body()).isNotEqualTo(403);
        assertThat(response.head()).doesNotContainIgnoringCase("access-control");
    }

    private static void assertRefused(String request, String... headers) {
        Response response = ask(request, headers);
        assertThat(response.status()).as(response.body()).isEqualTo(403);
        assertThat(response.head()).contains("application/problem+json").doesNotContainIgnoringCase("access-control");
        assertThat(new JsonObject(response.body()).getString("detail")).endsWith(".");
    }

    @Test
    void knowsItsOwnNames() {
        assertPasses("GET /nothing", here("localhost"));
        assertPasses("GET /nothing", here("LOCALHOST"));
        assertPasses("GET /nothing", here("127.0.0.1"));
        assertPasses("GET /nothing", here("[::1]"));
        assertPasses("GET /nothing", "Host: broker.example.org");
    }

    @Test
    void refusesANameThatWasMadeToPointHere() {
        for (String path : List.of("/", "/v1/stream", "/v1/topics", "/eventbus/info")) {
            assertRefused("GET " + path, here("rebound.example.com"));
            assertRefused("POST " + path, here("rebound.example.com"), "Content-Length: 0");
        }
        assertRefused("GET /", here("localhost.example.com"));
        assertRefused("GET /", here("127.0.0.2"));
        assertRefused("GET /", here("localhost"), here("rebound.example.com"));
        assertRefused("GET /");
    }

    @Test
    void tellsProbesInAWordHowItIsByWhateverNameTheyCome() {
        for (String host : List.of("Host: 10.1.2.3:8080", "Host: pod.example.com", "X-None: 1")) {
            for (String path : List.of("/health/live", "/health/ready", "/health/ready?exclude=disk")) {
                Response response = ask("GET " + path, host);
                assertThat(response.status()).as(response.body()).isEqualTo(200);
                assertThat(response.body()).isEqualTo("{\"status\":\"pass\"}");
            }
        }
        assertThat(ask("GET /health/ready", here("localhost")).body()).contains("bytes are left");
        assertRefused("GET /metrics", here("rebound.example.com"));
        assertRefused("POST /health/ready", here("rebound.example.com"), "Content-Length: 0");
        assertRefused("GET /health/../v1/topics", here("rebound.example.com"));
    }

    @Test
    void refusesOtherPeoplesPagesForReadsAndWritesAlike() {
        String[] foreign = {"https://evil.example", "null", "http://localhost:9", "file://"};
        for (String origin : foreign) {
            assertRefused("GET /v1/topics", here("localhost"), "Origin: " + origin);
            assertRefused(
                    "POST /v1/topics/t/records",
                    here("localhost"),
                    "Origin: " + origin,
                    "Content-Type: text/plain",
                    "Content-Length: 0");
            assertRefused("OPTIONS /v1/topics", here("localhost"), "Origin: " + origin);
            assertRefused(
                    "POST /eventbus/1/a/xhr_streaming", here("localhost"), "Origin: " + origin, "Content-Length: 0");
            List<String> upgrade = new ArrayList<>(List.of(UPGRADE));
            upgrade.add(here("localhost"));
            upgrade.add("Origin: " + origin);
            assertRefused("GET /v1/stream", upgrade.toArray(new String[0]));
        }
        assertRefused("GET /", here("localhost"), "Sec-Fetch-Site: cross-site");
        assertRefused("POST /", here("localhost"), "Sec-Fetch-Site: cross-site", "Content-Length: 0");
        assertRefused(
                "GET /",
                here("localhost"),
                "Origin: http://localhost:" + broker.port(),
                "Origin: http://localhost:" + broker.port());
    }

    @Test
    void letsItsOwnPagesAndConfiguredOnesIn() {
        assertPasses("GET /", here("localhost"), "Origin: http://localhost:" + broker.port());
        assertPasses("GET /", here("localhost"), "Sec-Fetch-Site: same-origin");
        assertPasses("GET /", here("localhost"), "Sec-Fetch-Site: none");
    }

    @Test
    void configuredPagesMayReadTheirAnswers() {
        for (String path : List.of("/v1/topics", "/v1/topics/absent", "/tailwater.js", "/nothing")) {
            Response response = ask("GET " + path, here("localhost"), "Origin: http://localhost:3000");
            assertThat(response.head())
                    .containsIgnoringCase("access-control-allow-origin: http://localhost:3000")
                    .containsIgnoringCase("vary: origin");
        }
        Response crossSite = ask(
                "GET /v1/topics", here("localhost"), "Origin: https://app.example.org", "Sec-Fetch-Site: cross-site");
        assertThat(crossSite.status()).isEqualTo(200);
        assertThat(crossSite.head()).containsIgnoringCase("access-control-allow-origin: https://app.example.org");
    }

    @Test
    void configuredPagesMayAskBeforehandAndThenProduce() {
        Response asked = ask(
                "OPTIONS /v1/topics/pages/records",
                here("localhost"),
                "Origin: http://localhost:3000",
                "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: content-type");
        assertThat(asked.status()).isEqualTo(204);
        assertThat(asked.head())
                .containsIgnoringCase("access-control-allow-origin: http://localhost:3000")
                .containsIgnoringCase("access-control-allow-methods: GET, HEAD, PUT, POST, DELETE")
                .containsIgnoringCase("access-control-allow-headers: Content-Type, Last-Event-ID")
                .doesNotContainIgnoringCase("access-control-allow-credentials");
        try (RawHttp http = new RawHttp(broker.port())) {
            Response produced = http.ask(
                    "POST /v1/topics/pages/records HTTP/1.1",
                    here("localhost"),
                    "Origin: http://localhost:3000",
                    "Content-Type: application/json",
                    "Content-Length: 14",
                    "",
                    "{\"value\": \"x\"}");
            assertThat(produced.status()).as(produced.body()).isEqualTo(200);
            assertThat(produced.head()).containsIgnoringCase("access-control-allow-origin: http://localhost:3000");
        }
    }

    @Test
    void anAnswerMayBeKeptOnlyForPagesOfTheSameOrigin() {
        assertThat(ask("GET /v1/topics", here("localhost")).head()).containsIgnoringCase("vary: origin");
    }

    /** A connection that is served, when those of before are forgotten. */
    private static RawHttp letIn() {
        RawHttp[] letIn = new RawHttp[1];
        Eventually.until("room for a connection", () -> {
            letIn[0] = new RawHttp(broker.port());
            int status =
                    letIn[0].ask("GET /nothing HTTP/1.1", here("localhost")).status();
            if (status != 404) {
                letIn[0].close();
            }
            return status == 404;
        });
        return letIn[0];
    }

    @Test
    void tellsAConnectionTooManyWhyAndCountsOnlyTheLiving() {
        List<RawHttp> open = new ArrayList<>();
        try {
            for (int i = 0; i < 6; i++) {
                open.add(letIn());
            }
            try (RawHttp oneMore = new RawHttp(broker.port())) {
                Response refused = oneMore.ask("GET /nothing HTTP/1.1", here("localhost"));
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.body()).contains("http.maxConnectionsPerAddress");
                assertThat(oneMore.isClosedByPeer()).isTrue();
            }
        } finally {
            open.forEach(RawHttp::close);
        }
        Eventually.until("the closed ones are forgotten", () -> {
            try (RawHttp again = new RawHttp(broker.port())) {
                return again.ask("GET /nothing HTTP/1.1", here("localhost")).status() == 404;
            }
        });
    }
}
