package io.tailwater.websocket.eventbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.eventbus.DurableBusAddresses;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.websocket.BrokerForTests;
import io.tailwater.websocket.Eventually;
import io.tailwater.websocket.RawHttp;
import io.tailwater.websocket.SecuredBroker;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who gets over the bridge where one has to say who one is, and to what. */
@Timeout(180)
class BridgeLoginTest {

    private static final String ADA = "ada";

    private static SecuredBroker broker;
    private static WebSocketClient client;

    @BeforeAll
    static void start(@TempDir Path directory) {
        broker = new SecuredBroker(directory, new JsonObject().put("loginMillis", 60_000));
        broker.user(ADA);
        broker.broker().createTopic("open", 1);
        broker.broker().createTopic("closed", 1);
        broker.allow(ADA, AclOperation.WRITE, "open");
        client = broker.broker().vertx().createWebSocketClient();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    /** A browser's socket, without SockJS's frames. Owned by one thread. */
    private static final class Browser implements AutoCloseable {

        private final BlockingQueue<JsonObject> messages = new LinkedBlockingQueue<>();
        private final WebSocket socket;

        Browser(String authorization) {
            this(authorization, broker.port());
        }

        Browser(String authorization, int port) {
            WebSocketConnectOptions options = new WebSocketConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(port)
                    .setURI("/eventbus/websocket");
            if (authorization != null) {
                options.addHeader("Authorization", authorization.substring("Authorization: ".length()));
            }
            socket = BrokerForTests.await(client.connect(options));
            socket.handler(text -> messages.add(text.toJsonObject()));
        }

        JsonObject ask(String address, JsonObject body) {
            return ask(address, body, new JsonObject());
        }

        JsonObject ask(String address, JsonObject body, Object headers) {
            send(address, body, headers);
            return next();
        }

        void send(String address, JsonObject body, Object headers) {
            socket.writeTextMessage(new JsonObject()
                    .put("type", "send")
                    .put("address", address)
                    .put("replyAddress", "answer")
                    .put("headers", headers)
                    .put("body", body)
                    .encode());
        }

        void listen(String address) {
            socket.writeTextMessage(new JsonObject()
                    .put("type", "register")
                    .put("address", address)
                    .put("headers", new JsonObject())
                    .encode());
        }

        JsonObject next() {
            try {
                JsonObject answer = messages.poll(60, TimeUnit.SECONDS);
                assertThat(answer).as("a message").isNotNull();
                return answer;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        void awaitEnd() {
            Eventually.until("the end", socket::isClosed);
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static JsonObject record(String topic) {
        return new JsonObject().put("topic", topic).put("value", 1);
    }

    @Test
    void aMessageCarriesTheRightsOfItsBrowserWhateverItSaysOfItself() {
        try (Browser browser = new Browser(SecuredBroker.basic(ADA))) {
            assertThat(browser.ask(DurableBusAddresses.PRODUCE, record("open")).getString("type"))
                    .isEqualTo("rec");
            JsonObject spoofed = new JsonObject().put(DurableBusAddresses.SESSION_HEADER, "somebody-else");
            JsonObject refused = browser.ask(DurableBusAddresses.PRODUCE, record("closed"), spoofed);
            assertThat(refused.getInteger("failureCode")).as(refused.encode()).isEqualTo(403);
            assertThat(browser.ask(DurableBusAddresses.TAIL, new JsonObject().put("topic", "closed"))
                            .getInteger("failureCode"))
                    .isEqualTo(403);
            assertThat(browser.ask(DurableBusAddresses.PRODUCE, record("open"), spoofed)
                            .getString("type"))
                    .isEqualTo("rec");
        }
    }

    /** Nothing is produced meanwhile: it is not the next record that tells. */
    @Test
    void aTailEndsWhenItsRightIsWithdrawn() throws Exception {
        broker.user("grace");
        broker.allow("grace", AclOperation.READ, "open");
        try (Browser browser = new Browser(SecuredBroker.basic("grace"))) {
            JsonObject tail = browser.ask(DurableBusAddresses.TAIL, new JsonObject().put("topic", "open"))
                    .getJsonObject("body");
            browser.listen(tail.getString("records"));
            JsonObject credited = browser.ask(tail.getString("control"), new JsonObject().put("credit", 100));
            assertThat(credited.getString("type")).isEqualTo("rec");

            broker.withdraw("grace", AclOperation.READ, ResourceType.TOPIC, "open");

            assertThat(browser.next()
                            .getJsonObject("body")
                            .getJsonObject("ended")
                            .getString("code"))
                    .isEqualTo("TOPIC_AUTHORIZATION_FAILED");
        }
    }

    @Test
    void headersThatAreNoneAreAnsweredAndTheSocketGoesOn() {
        try (Browser browser = new Browser(SecuredBroker.basic(ADA))) {
            for (Object headers : List.of("x", new JsonArray().add("a"), 5)) {
                assertThat(browser.ask(DurableBusAddresses.PRODUCE, record("open"), headers)
                                .getString("type"))
                        .isEqualTo("err");
            }
            assertThat(browser.ask(DurableBusAddresses.PRODUCE, record("open"), null)
                            .getString("type"))
                    .isEqualTo("rec");
        }
    }

    @Test
    void theFirstMessageMaySayWhoItIs() {
        try (Browser browser = new Browser(null)) {
            JsonObject body = new JsonObject().put("user", ADA).put("password", "ada-secret");
            assertThat(browser.ask(EventBusBridge.AUTHENTICATE, body).getJsonObject("body"))
                    .isEqualTo(new JsonObject().put("principal", "User:ada"));
            assertThat(browser.ask(DurableBusAddresses.PRODUCE, record("open")).getString("type"))
                    .isEqualTo("rec");
        }
    }

    @Test
    void nothingPassesBeforeThatAndWhoSaysNothingIsDisconnected(@TempDir Path directory) {
        try (SecuredBroker impatient = new SecuredBroker(directory, new JsonObject().put("loginMillis", 3_000))) {
            Eventually.until("an answer before the end", () -> {
                try (Browser browser = new Browser(null, impatient.port())) {
                    browser.send(DurableBusAddresses.PRODUCE, record("open"), new JsonObject());
                    browser.awaitEnd();
                    JsonObject answer = browser.messages.poll();
                    if (answer != null) {
                        assertThat(answer.getString("type")).isEqualTo("err");
                    }
                    return answer != null;
                } catch (IllegalStateException closed) {
                    return false;
                }
            });
        }
    }

    @Test
    void wrongCredentialsDisconnect() {
        try (Browser browser = new Browser(null)) {
            JsonObject body = new JsonObject().put("user", ADA).put("password", "wrong");
            assertThat(browser.ask(EventBusBridge.AUTHENTICATE, body).getInteger("failureCode"))
                    .isEqualTo(401);
            browser.awaitEnd();
        }
    }

    @Test
    void otherTransportsAreNotThere() {
        try (RawHttp http = new RawHttp(broker.port())) {
            assertThat(http.ask(
                                    "POST /eventbus/000/abc/xhr HTTP/1.1",
                                    "Host: localhost:" + broker.port(),
                                    SecuredBroker.basic(ADA),
                                    "Content-Length: 0")
                            .status())
                    .isEqualTo(404);
        }
    }
}
