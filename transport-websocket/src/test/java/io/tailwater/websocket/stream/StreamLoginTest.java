package io.tailwater.websocket.stream;

import static io.tailwater.websocket.stream.StreamMessages.subscribe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.websocket.RawHttp;
import io.tailwater.websocket.SecuredBroker;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who gets a WebSocket where one has to say who one is. */
@Timeout(180)
class StreamLoginTest {

    private static SecuredBroker broker;

    @BeforeAll
    static void start(@TempDir Path directory) {
        broker = new SecuredBroker(
                directory, new JsonObject().put("loginMillis", 60_000).put("heartbeatMillis", 60_000));
        broker.user("ada");
        broker.broker().createTopic("there", 1);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static JsonObject authenticate(String user, String password) {
        return new JsonObject().put("type", "authenticate").put("user", user).put("password", password);
    }

    @Test
    void aProgramSaysItByTheHeaderAndIsToldWhoItIs() {
        try (StreamClient client = StreamClient.basic(broker.port(), "admin")) {
            assertThat(client.next())
                    .isEqualTo(new JsonObject().put("type", "authenticated").put("principal", "User:admin"));
            client.ask(subscribe("there"), "subscribed");
        }
        assertThatThrownBy(() -> StreamClient.withHeader(broker.port(), "Authorization", "Basic eDp4"))
                .hasStackTraceContaining("status code 401");
    }

    @Test
    void orByTheFirstMessage() {
        try (StreamClient client = StreamClient.text(broker.port())) {
            JsonObject answer = client.ask(authenticate("admin", "admin-secret").put("id", "login"), "authenticated");
            assertThat(answer.getString("principal")).isEqualTo("User:admin");
            assertThat(answer.getString("id")).isEqualTo("login");
            client.ask(subscribe("there"), "subscribed");
        }
    }

    @Test
    void whatComesBehindTheFirstMessageWaitsForItsAnswer() {
        try (StreamClient client = StreamClient.text(broker.port())) {
            client.send(authenticate("admin", "admin-secret"));
            client.send(subscribe("there"));
            client.send("{\"type\": \"ping\"}");
            assertThat(client.next().getString("type")).isEqualTo("authenticated");
            assertThat(client.next().getString("type")).isEqualTo("subscribed");
        }
    }

    @Test
    void itEndsWhenItsUserIsRemovedOrHasAnotherPassword() {
        broker.user("eve");
        broker.user("fay");
        try (StreamClient removed = StreamClient.basic(broker.port(), "eve");
                StreamClient changed = StreamClient.text(broker.port());
                StreamClient other = StreamClient.basic(broker.port(), "admin")) {
            removed.next("authenticated");
            changed.ask(authenticate("fay", "fay-secret"), "authenticated");
            broker.removeUser("eve");
            broker.user("fay", "another");

            removed.next("closing");
            assertThat(removed.closeCode()).isEqualTo(4408);
            changed.next("closing");
            assertThat(changed.closeCode()).isEqualTo(4408);
            other.ask(subscribe("there"), "subscribed");
        }
    }

    @Test
    void anotherFirstMessageEndsIt() {
        for (String message : List.of(subscribe("there").encode(), "{\"type\": \"ping\"}")) {
            try (StreamClient client = StreamClient.text(broker.port())) {
                client.send(message);
                assertThat(client.next().getString("type")).isEqualTo("closing");
                assertThat(client.closeCode()).isEqualTo(4401);
            }
        }
    }

    @Test
    void wrongCredentialsEndItInTheSameWordsWhoeverTheyName() {
        String said = null;
        for (JsonObject wrong : List.of(
                authenticate("admin", "wrong"),
                authenticate("nobody", "wrong"),
                new JsonObject().put("type", "authenticate").put("token", "eyJhbGciOiJub25lIn0.e30."))) {
            try (StreamClient client = StreamClient.text(broker.port())) {
                client.send(wrong);
                JsonObject closing = client.next("closing");
                assertThat(client.closeCode()).isEqualTo(4401);
                assertThat(closing.getString("message")).isEqualTo(said == null ? closing.getString("message") : said);
                said = closing.getString("message");
            }
        }
    }

    @Test
    void credentialsThatMakeNoSenseAreRefusedWithoutRepeatingThem() {
        try (StreamClient client = StreamClient.text(broker.port())) {
            for (String message : List.of(
                    "{\"type\": \"authenticate\"}",
                    "{\"type\": \"authenticate\", \"token\": \"hidden hidden\"}",
                    "{\"type\": \"authenticate\", \"token\": \"" + "h".repeat(20_000) + "\"}",
                    "{\"type\": \"authenticate\", \"user\": \"\", \"password\": \"hidden\"}",
                    "{\"type\": \"authenticate\", \"user\": \"admin\", \"password\": \"hidden\", \"other\": 1}")) {
                JsonObject error = client.refused(message);
                assertThat(error.getString("code")).isEqualTo("INVALID_REQUEST");
                assertThat(error.encode()).doesNotContain("hidden").hasSizeLessThan(500);
            }
        }
    }

    @Test
    void strangersCannotSendMuch() {
        try (StreamClient client = StreamClient.text(broker.port())) {
            client.send("{\"type\": \"authenticate\", \"token\": \"" + "x".repeat(40_000) + "\"}");
            assertThat(client.closeCode()).isEqualTo(1009);
        }
        try (RawWebSocket client = new RawWebSocket(broker.port())) {
            client.begin(0x81, new byte[40_000], 1);
            assertThat(client.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void whoSaysNothingIsNotWaitedFor(@TempDir Path directory) {
        try (SecuredBroker impatient = new SecuredBroker(directory, new JsonObject().put("loginMillis", 2_000));
                StreamClient silent = StreamClient.text(impatient.port());
                RawWebSocket half = new RawWebSocket(impatient.port())) {
            half.send(0x01, "{\"type\": \"authen".getBytes(StandardCharsets.UTF_8));
            assertThat(silent.next("closing").getString("message")).contains("http.webSocket.loginMillis");
            assertThat(silent.closeCode()).isEqualTo(4401);
            assertThat(half.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void whoeverCanSetNoHeaderIsToldByTheCloseCodeThatItsTokenIsWrong() {
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString("a.b.c".getBytes(StandardCharsets.UTF_8));
        Map<String, String> page = Map.of("Origin", "http://127.0.0.1:" + broker.port());
        for (Map<String, String> headers : List.of(page, Map.<String, String>of())) {
            try (StreamClient client =
                    StreamClient.withSubprotocol(broker.port(), headers, "tailwater.bearer." + token)) {
                assertThat(client.closeCode()).as("with %s", headers).isEqualTo(4401);
            }
        }
    }

    @Test
    void aSubprotocolThatIsNoTokenIsRefused() {
        for (String protocol : List.of("tailwater.bearer.", "tailwater.bearer.!!!", "tailwater.bearer._w")) {
            assertThatThrownBy(() -> StreamClient.withSubprotocol(broker.port(), Map.of(), protocol))
                    .as(protocol)
                    .hasStackTraceContaining("status code 400");
        }
    }

    @Test
    void aConnectionStaysOfTheSameUser() {
        try (StreamClient client = StreamClient.basic(broker.port(), "ada")) {
            client.next("authenticated");
            client.ask(authenticate("ada", "ada-secret"), "authenticated");
            client.send(authenticate("admin", "admin-secret"));
            client.next("closing");
            assertThat(client.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void aPageComesByItsCookieUntilItLogsOut() {
        String origin = "http://127.0.0.1:" + broker.port();
        String cookie;
        try (RawHttp http = new RawHttp(broker.port())) {
            String body = authenticate("admin", "admin-secret").getString("password");
            String json =
                    new JsonObject().put("user", "admin").put("password", body).encode();
            cookie = http.ask(
                            "POST /v1/session HTTP/1.1",
                            "Host: 127.0.0.1:" + broker.port(),
                            "Origin: " + origin,
                            "Content-Type: application/json",
                            "Content-Length: " + json.length(),
                            "",
                            json)
                    .head()
                    .lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("set-cookie: "))
                    .map(line -> line.substring(12).split(";", 2)[0])
                    .findAny()
                    .orElseThrow();
        }
        assertThatThrownBy(() -> StreamClient.withHeader(broker.port(), "Cookie", cookie))
                .as("without Origin nobody knows whose page it is")
                .hasStackTraceContaining("status code 403");
        try (StreamClient client = StreamClient.with(broker.port(), Map.of("Cookie", cookie, "Origin", origin));
                RawHttp http = new RawHttp(broker.port())) {
            JsonObject greeting = client.next("authenticated");
            assertThat(greeting.getLong("expiresInMillis")).isPositive();
            client.ask(subscribe("there"), "subscribed");
            http.ask(
                    "DELETE /v1/session HTTP/1.1",
                    "Host: 127.0.0.1:" + broker.port(),
                    "Origin: " + origin,
                    "Cookie: " + cookie,
                    "Content-Length: 0");
            client.next("closing");
            assertThat(client.closeCode()).isEqualTo(4408);
        }
    }
}
