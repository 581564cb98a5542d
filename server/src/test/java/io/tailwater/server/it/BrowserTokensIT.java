package io.tailwater.server.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of an issuer over HTTP and WebSocket: who has one gets in for as long as it counts, and no longer. */
@Timeout(240)
class BrowserTokensIT {

    private static final int UNAUTHENTICATED = 4401;
    private static final int EXPIRED = 4408;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path directory;

    private static TokenIssuer issuer;
    private static TokenIssuer impostor;
    private static BrokerProcess broker;

    @BeforeAll
    static void start() throws Exception {
        issuer = new TokenIssuer(directory.resolve("jwks.json"));
        impostor = new TokenIssuer(directory.resolve("impostor.json"));
        JsonObject conf = new JsonObject()
                .put("http", new JsonObject().put("authentication", "BEARER"))
                .put("security", new JsonObject().put("authentication", issuer.authentication()));
        broker = BrokerProcess.start(BrokerSetup.in(directory.resolve("data")).withConf(conf.encode()));
        UserScramCredentialAlteration ada = new UserScramCredentialUpsertion(
                "ada", new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, 4096), "ada-secret");
        try (Admin admin = new KafkaClients(broker.address()).admin()) {
            Topics.await(admin.alterUserScramCredentials(List.of(ada)).all());
            Topics.await(admin.createTopics(List.of(new NewTopic("orders", 1, (short) 1)))
                    .all());
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static String good(int seconds) throws Exception {
        return issuer.token("carol", TokenIssuer.AUDIENCE, seconds);
    }

    private static List<String> bad() throws Exception {
        return List.of(
                good(-5),
                issuer.token("carol", "somebody-else", 600),
                impostor.token("carol", TokenIssuer.AUDIENCE, 600));
    }

    private static HttpResponse<String> topics(String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + broker.httpAddress() + "/v1/topics"))
                .header("Authorization", "Bearer " + token)
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }

    private static LoginSocket socket(String... subprotocols) {
        return new LoginSocket(HTTP, "ws://" + broker.httpAddress(), subprotocols);
    }

    private static String subprotocol(String token) {
        return "tailwater.bearer." + Base64.getUrlEncoder().withoutPadding().encodeToString(token.getBytes(UTF_8));
    }

    private static JsonObject authenticate(String token) {
        return new JsonObject().put("type", "authenticate").put("token", token);
    }

    private static JsonObject subscribe() {
        return new JsonObject().put("type", "subscribe").put("id", "s").put("topic", "orders");
    }

    private static void assertLetIn(LoginSocket socket) throws Exception {
        JsonObject authenticated = socket.next();
        assertThat(authenticated.getString("type")).as("%s", authenticated).isEqualTo("authenticated");
        assertThat(authenticated.getString("principal")).isEqualTo("User:carol");
        assertThat(authenticated.getLong("expiresInMillis")).isPositive();
        assertThat(socket.send(subscribe()).next().getString("type")).isEqualTo("subscribed");
        assertThat(socket.next().getString("type")).isEqualTo("caughtUp");
    }

    private static void assertEnded(LoginSocket socket, int code) throws Exception {
        assertThat(socket.next().getString("type")).isEqualTo("closing");
        assertThat(socket.closeCode()).isEqualTo(code);
    }

    @Test
    void requestsAreAnsweredForWhoHasATokenAndRefusedForWhoHasAnother() throws Exception {
        HttpResponse<String> answer = topics(good(600));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"orders\"");

        for (String token : bad()) {
            HttpResponse<String> refused = topics(token);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(401);
            assertThat(refused.headers().allValues("WWW-Authenticate")).anyMatch(value -> value.contains("Bearer"));
            assertThat(refused.body()).doesNotContain("orders", token);
            assertThat(broker.output()).doesNotContain(token);
        }
        for (String why : List.of("an expired token", "a token for another audience")) {
            broker.awaitLine(why);
        }
    }

    @Test
    void passwordsAreNotTakenWhereOnlyTokensAre() throws Exception {
        String pair = Base64.getEncoder().encodeToString("ada:ada-secret".getBytes(UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + broker.httpAddress() + "/v1/topics"))
                .header("Authorization", "Basic " + pair)
                .build();
        HttpResponse<String> refused = HTTP.send(request, BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().allValues("WWW-Authenticate")).containsExactly("Bearer realm=\"tailwater\"");
        assertThat(refused.body()).contains("No passwords are taken here");
        JsonObject login = new JsonObject().put("user", "ada").put("password", "ada-secret");
        HttpRequest form = HttpRequest.newBuilder(URI.create("http://" + broker.httpAddress() + "/v1/session"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(login.encode()))
                .build();
        assertThat(HTTP.send(form, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
        try (LoginSocket socket = socket()) {
            assertEnded(socket.send(login.put("type", "authenticate")), UNAUTHENTICATED);
        }
    }

    @Test
    void theBridgeTakesTokensAndNoPasswordsWhereOnlyTokensAreTaken() throws Exception {
        JsonObject password = new JsonObject().put("user", "ada").put("password", "ada-secret");
        try (LoginSocket bridge = bridge()) {
            JsonObject refused = bridge.send(toBridge(password)).next();
            assertThat(refused.getInteger("failureCode")).as(refused.encode()).isEqualTo(401);
            assertThat(refused.getString("message")).contains("No passwords are taken here");
            assertThat(bridge.closeCode()).isEqualTo(UNAUTHENTICATED);
        }
        String pair = Base64.getEncoder().encodeToString("ada:ada-secret".getBytes(UTF_8));
        assertThatThrownBy(() -> HTTP.newWebSocketBuilder()
                        .header("Authorization", "Basic " + pair)
                        .buildAsync(bridgeAddress(), new WebSocket.Listener() {})
                        .join())
                .hasCauseInstanceOf(WebSocketHandshakeException.class);
        try (LoginSocket bridge = bridge()) {
            JsonObject token = new JsonObject().put("token", good(600));
            assertThat(bridge.send(toBridge(token)).next().getJsonObject("body"))
                    .isEqualTo(new JsonObject().put("principal", "User:carol"));
        }
        for (String bad : bad()) {
            try (LoginSocket bridge = bridge()) {
                JsonObject refused = bridge.send(toBridge(new JsonObject().put("token", bad)))
                        .next();
                assertThat(refused.getInteger("failureCode")).isEqualTo(401);
                assertThat(refused.encode()).doesNotContain(bad);
            }
        }
    }

    private static LoginSocket bridge() {
        return LoginSocket.ofBridge(HTTP, "ws://" + broker.httpAddress());
    }

    private static URI bridgeAddress() {
        return URI.create("ws://" + broker.httpAddress() + "/eventbus/websocket");
    }

    private static JsonObject toBridge(JsonObject credentials) {
        return new JsonObject()
                .put("type", "send")
                .put("address", "tailwater.authenticate")
                .put("replyAddress", "answer")
                .put("body", credentials);
    }

    @Test
    void aWebSocketIsOpenedByASubprotocolOrAFirstMessageWithAToken() throws Exception {
        try (LoginSocket byProtocol = socket(subprotocol(good(600)));
                LoginSocket byMessage = socket()) {
            assertLetIn(byProtocol);
            assertLetIn(byMessage.send(authenticate(good(600))));
        }
        for (String token : bad()) {
            try (LoginSocket byProtocol = socket(subprotocol(token));
                    LoginSocket byMessage = socket()) {
                assertEnded(byProtocol, UNAUTHENTICATED);
                assertEnded(byMessage.send(authenticate(token)), UNAUTHENTICATED);
            }
        }
    }

    @Test
    void whatIsOpenEndsWithItsTokenUnlessANewOneCameInTime() throws Exception {
        int seconds = 8;
        while (!endsWithItsTokenUnlessRenewed(seconds)) {
            seconds *= 2;
        }
    }

    /** @return false when the token had ended before all was open, which a machine that stands still may bring about */
    private static boolean endsWithItsTokenUnlessRenewed(int seconds) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds - 1);
        String brief = good(seconds);
        try (LoginSocket byProtocol = socket(subprotocol(brief));
                LoginSocket byMessage = socket();
                LoginSocket renewed = socket(subprotocol(brief))) {
            try {
                assertLetIn(byProtocol);
                assertLetIn(byMessage.send(authenticate(brief)));
                assertLetIn(renewed);
                assertThat(topics(brief).statusCode()).isEqualTo(200);
                JsonObject again = renewed.send(authenticate(good(600))).next();
                assertThat(again.getString("type")).isEqualTo("authenticated");
            } catch (AssertionError refused) {
                if (System.nanoTime() - end < 0 || seconds > 60) {
                    throw refused;
                }
                return false;
            }

            assertEnded(byProtocol, EXPIRED);
            assertEnded(byMessage, EXPIRED);

            assertThat(topics(brief).statusCode())
                    .as("on a connection where it counted a moment ago")
                    .isEqualTo(401);
            JsonObject ping = new JsonObject().put("type", "ping");
            assertThat(renewed.send(ping).next().getString("type")).isEqualTo("pong");
            return true;
        }
    }
}
