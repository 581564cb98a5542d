package io.tailwater.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.websocket.RawHttp.Response;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other people's pages reach nothing that is served here, be it to read or to write. */
class ApiSafetyTest {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete");

    private static BrokerForTests broker;

    @BeforeAll
    static void start(@TempDir Path directory) {
        broker = new BrokerForTests(directory, new JsonObject());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    /** Everything that is described, and the bridge by every transport that it has. */
    private static List<String> requests() {
        List<String> requests = new ArrayList<>(List.of(
                "GET /eventbus/info",
                "POST /eventbus/000/session/xhr",
                "POST /eventbus/000/session/xhr_streaming",
                "POST /eventbus/000/session/xhr_send",
                "GET /eventbus/000/session/eventsource",
                "GET /eventbus/000/session/htmlfile?c=f",
                "GET /eventbus/000/session/jsonp?c=f",
                "GET /eventbus/000/session/websocket",
                "GET /eventbus/websocket",
                "OPTIONS /eventbus/000/session/xhr_send"));
        JsonObject paths = new JsonObject(ask("GET /v1/openapi.json", here()).body()).getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            for (String method : paths.getJsonObject(path).fieldNames()) {
                if (METHODS.contains(method)) {
                    requests.add(method.toUpperCase(Locale.ROOT) + " " + path.replaceAll("\\{\\w+}", "victim"));
                }
            }
        }
        assertThat(requests).hasSizeGreaterThan(18);
        return requests;
    }

    @Test
    void aNameThatWasMadeToPointHereGetsNothing() {
        requests().forEach(request -> assertForbidden(request, "Host: attacker.example:" + broker.port()));
    }

    @Test
    void whatIsNoPathIsRefused() {
        for (String request : List.of("CONNECT localhost:80", "OPTIONS *", "GET v1/topics")) {
            assertThat(ask(request, here()).status()).as(request).isEqualTo(400);
        }
    }

    @Test
    void anotherSitesPageGetsNothing() {
        requests().forEach(request -> assertForbidden(request, here(), "Origin: https://attacker.example"));
        requests().forEach(request -> assertForbidden(request, here(), "Origin: null"));
        requests().forEach(request -> assertForbidden(request, here(), "Sec-Fetch-Site: cross-site"));
        requests().forEach(request -> assertForbidden(request, here(), "Origin: http://localhost:1"));
    }

    @Test
    void whatAPageMaySendWithoutAskingIsRefused() {
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")) {
            assertForbidden(
                    "POST /v1/topics/victim/records",
                    here(),
                    "Origin: https://attacker.example",
                    "Content-Type: " + type);
        }
        assertThat(broker.broker().topics().find("victim"))
                .as("no topic was made")
                .isNull();
    }

    @Test
    void nobodyIsAllowedToReadAnswersFromElsewhere() {
        for (String request :
                List.of("GET /v1/topics", "GET /eventbus/info", "POST /eventbus/000/session/xhr_streaming")) {
            Response response = ask(request, here(), "Origin: http://localhost:" + broker.port());
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.head()).doesNotContainIgnoringCase("access-control");
        }
    }

    private static String here() {
        return "Host: localhost:" + broker.port();
    }

    private static void assertForbidden(String request, String... headers) {
        Response response = ask(request, headers);
        assertThat(response.status()).as(request + " " + List.of(headers)).isEqualTo(403);
        assertThat(response.head()).doesNotContainIgnoringCase("access-control");
    }

    private static Response ask(String request, String... headers) {
        List<String> lines = new ArrayList<>(List.of(request + " HTTP/1.1", "Content-Length: 0"));
        lines.addAll(List.of(headers));
        try (RawHttp http = new RawHttp(broker.port())) {
            return http.ask(lines.toArray(new String[0]));
        }
    }
}
