package io.tailwater.websocket.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.websocket.BrokerForTests;
import io.tailwater.websocket.Eventually;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that do what they should not: each is told so, and harms nobody else. */
@Timeout(120)
class HostileClientTest {

    /** Twice as many as a test has, which may follow another before its connections are forgotten. */
    private static final int MOST_CONNECTIONS = 60;

    private static BrokerForTests broker;

    @BeforeAll
    static void start(@TempDir Path directory) {
        broker = new BrokerForTests(
                directory,
                new JsonObject()
                        .put("maxConnectionsPerAddress", MOST_CONNECTIONS)
                        .put(
                                "webSocket",
                                new JsonObject()
                                        .put("maxMessageBytes", 4096)
                                        .put("maxSubscriptions", 3)
                                        .put("bufferBytes", 128 << 10)
                                        .put("maxFilterBytes", 60)
                                        .put("heartbeatMillis", 60_000))); // many here answer no pings
        broker.createTopic("there", 1);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static StreamClient client() {
        return StreamClient.text(broker.port());
    }

    @Test
    void aMessageThatMakesNoSenseGetsAnErrorAndTheConnectionLivesOn() {
        try (StreamClient client = client()) {
            String[][] refused = {
                {"MALFORMED_JSON", "{"},
                {"MALFORMED_JSON", ""},
                {"MALFORMED_JSON", "[]"},
                {"MALFORMED_JSON", "null"},
                {"MALFORMED_JSON", "{\"type\": \"ping\"} x"},
                {"INVALID_REQUEST", "{}"},
                {"INVALID_REQUEST", "{\"type\": 7}"},
                {"UNKNOWN_OPERATION", "{\"type\": \"subscrib\"}"},
                {"INVALID_REQUEST", "{\"type\": \"ping\", \"x\": 1}"},
                {"INVALID_REQUEST", "{\"type\": \"subscribe\", \"topic\": \"there\"}"},
                {"INVALID_REQUEST", "{\"type\": \"subscribe\", \"id\": 1, \"topic\": \"there\"}"},
                {"INVALID_REQUEST", "{\"type\": \"subscribe\", \"id\": \"a\"}"},
                {"INVALID_REQUEST", "{\"type\": \"subscribe\", \"id\": \"a\", \"topic\": \"there\", \"pattern\": \"x\"}"
                },
                {"INVALID_REQUEST", "{\"type\": \"subscribe\", \"id\": \"a\", \"topic\": \"there\", \"topik\": \"x\"}"},
                {"INVALID_REQUEST", "{\"type\": \"subscribe\", \"id\": \"a\", \"topic\": \"there\", \"from\": \"x\"}"},
                {
                    "INVALID_REQUEST",
                    "{\"type\": \"subscribe\", \"id\": \"a\", \"topic\": \"there\", \"from\": {\"offset\": -1}}"
                },
                {
                    "INVALID_REQUEST",
                    "{\"type\": \"subscribe\", \"id\": \"a\", \"topic\": \"there\", \"from\": {\"offset\": 1.5}}"
                },
                {"INVALID_REQUEST", "{\"type\": \"subscribe\", \"id\": \"a\", \"pattern\": \"(\"}"},
                {
                    "INVALID_REQUEST",
                    "{\"type\": \"subscribe\", \"id\": \"a\", \"topic\": \"there\", \"filter\": {\"x\": 1}}"
                },
                {
                    "OFFSET_OUT_OF_RANGE",
                    "{\"type\": \"subscribe\", \"id\": \"a\", \"topic\": \"there\", \"from\": {\"offset\": 9}}"
                },
                {"UNKNOWN_TOPIC_OR_PARTITION", "{\"type\": \"subscribe\", \"id\": \"a\", \"topic\": \"absent\"}"},
                {
                    "UNKNOWN_TOPIC_OR_PARTITION",
                    "{\"type\": \"subscribe\", \"id\": \"a\", \"topic\": \"there\", \"partitions\": [7]}"
                },
                {"UNKNOWN_SUBSCRIPTION", "{\"type\": \"credit\", \"id\": \"a\", \"records\": 1}"},
                {
                    "INVALID_REQUEST",
                    "{\"type\": \"produce\", \"id\": \"p\", \"topic\": \"there\", \"value\": 1, \"valu\": 2}"
                },
                {"INVALID_REQUEST", "{\"type\": \"produce\", \"id\": \"p\", \"topic\": \"there\", \"records\": [1]}"},
                {
                    "UNKNOWN_TOPIC_OR_PARTITION",
                    "{\"type\": \"produce\", \"id\": \"p\", \"topic\": \"there\", \"value\": 1, \"partition\": 8}"
                },
                {
                    "INVALID_TOPIC_EXCEPTION",
                    "{\"type\": \"produce\", \"id\": \"p\", \"topic\": \"no/name\", \"value\": 1}"
                },
                {
                    "LIMIT_EXCEEDED",
                    "{\"type\": \"subscribe\", \"id\": \"a\", \"topic\": \"there\", \"filter\": {\"key\": {\"equals\": \""
                            + "x".repeat(60) + "\"}}}"
                },
            };
            for (String[] message : refused) {
                JsonObject error = client.refused(message[1]);
                assertThat(error.getString("code"))
                        .as(message[1] + " got " + error)
                        .isEqualTo(message[0]);
                assertThat(error.getString("message")).as(message[1]).endsWith(".");
            }
            assertThat(client.ask(new JsonObject().put("type", "ping").put("id", "alive"), "pong")
                            .getString("id"))
                    .isEqualTo("alive");
        }
    }

    @Test
    void aPatternThatWouldTakeForeverIsRefused() {
        broker.createTopic("a".repeat(60) + "b", 1);
        try (StreamClient client = client()) {
            JsonObject error = client.refused("{\"type\": \"subscribe\", \"id\": \"a\", \"pattern\": \"(.*a){20}c\"}");
            assertThat(error.getString("code")).isEqualTo("LIMIT_EXCEEDED");
        }
    }

    @Test
    void everyLimitSaysWhichItWas() {
        try (StreamClient client = client()) {
            for (int i = 0; i < 3; i++) {
                client.ask(subscribe("s" + i), "subscribed");
            }
            assertThat(client.refused(subscribe("s3").encode()).getString("code"))
                    .isEqualTo("LIMIT_EXCEEDED");
            assertThat(client.refused(subscribe("s2").encode()).getString("code"))
                    .isEqualTo("DUPLICATE_ID");
            client.send("{\"type\": \"ping\", \"id\": \"" + "x".repeat(5000) + "\"}");
            assertThat(client.next("closing").getString("message")).contains("http.webSocket.maxMessageBytes");
            assertThat(client.closeCode()).isEqualTo(1009);
        }
        try (StreamClient client = client()) {
            client.socket().sendText("{\"type\": ", false).join();
            client.socket().sendText("x".repeat(4090), true).join();
            assertThat(client.closeCode()).isEqualTo(1009);
        }
    }

    private static JsonObject subscribe(String id) {
        return StreamMessages.subscribe("there").put("id", id);
    }

    @Test
    void whatIsNoTextEndsTheConnectionWithItsCode() {
        try (StreamClient client = client()) {
            client.socket().sendBinary(ByteBuffer.allocate(3), true).join();
            assertThat(client.closeCode()).isEqualTo(1003);
        }
        try (RawWebSocket raw = new RawWebSocket(broker.port())) {
            raw.send(0x81, new byte[] {'{', (byte) 0xc3, '}'});
            assertThat(raw.closeCode()).isEqualTo(1007);
        }
        try (RawWebSocket raw = new RawWebSocket(broker.port())) {
            raw.send(0x80, new byte[] {'x'});
            assertThat(raw.closeCode()).isEqualTo(1002);
        }
        try (RawWebSocket raw = new RawWebSocket(broker.port())) {
            raw.send(0xf1, new byte[] {'x'});
            assertThat(raw.closeCode()).isEqualTo(1002);
        }
    }

    @Test
    void aMessageInFragmentsIsOneMessage() {
        try (StreamClient client = client()) {
            client.socket().sendText("{\"type\": \"pi", false).join();
            client.socket().sendPing(ByteBuffer.allocate(0)).join();
            client.socket().sendText("ng\", \"id\": \"whole\"}", true).join();
            assertThat(client.next("pong").getString("id")).isEqualTo("whole");
        }
    }

    /** It would be owed an answer to each, for as long as it does not read. */
    @ParameterizedTest
    @ValueSource(strings = {"/v1/stream", "/eventbus/websocket"})
    void whoPingsWithoutEndIsAnsweredTheLast(String path) {
        try (RawWebSocket asking = new RawWebSocket(broker.port(), path)) {
            assertThat(asking.answersToPings(100_000)).isLessThan(20_000);
        }
    }

    @Test
    void messagesThatDoNotEndTakeNoMoreThanThereIsForThem() {
        List<RawWebSocket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 25; i++) {
                RawWebSocket client = new RawWebSocket(broker.port());
                clients.add(client);
                client.send(0x01, new byte[4_000]);
            }
            assertOneIsToldToTryAgainLater(clients);
        } finally {
            clients.forEach(RawWebSocket::close);
        }
    }

    /** Whichever it is: each event loop reads when it gets its turn. */
    private static void assertOneIsToldToTryAgainLater(List<RawWebSocket> clients) {
        Eventually.until("one is told something", () -> clients.stream().anyMatch(RawWebSocket::hasMessage));
        RawWebSocket told =
                clients.stream().filter(RawWebSocket::hasMessage).findFirst().orElseThrow();
        assertThat(told.closeCode()).isEqualTo(1013);
    }

    /** They wait in the decoder, whoever sends them. */
    @ParameterizedTest
    @ValueSource(strings = {"/v1/stream", "/eventbus/websocket"})
    void framesThatDoNotEndTakeNoMoreThanThereIsForThem(String path) {
        List<RawWebSocket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 25; i++) {
                RawWebSocket client = new RawWebSocket(broker.port(), path);
                clients.add(client);
                client.begin(0x81, new byte[4_000], 1);
            }
            assertOneIsToldToTryAgainLater(clients);
        } finally {
            clients.forEach(RawWebSocket::close);
        }
        Eventually.until("what the closed ones held is given back", () -> {
            try (RawWebSocket client = new RawWebSocket(broker.port())) {
                client.send(0x01, "{\"type\": ".getBytes(StandardCharsets.UTF_8));
                client.send(0x80, "\"ping\"}".getBytes(StandardCharsets.UTF_8));
                return client.nextText().contains("pong");
            } catch (UncheckedIOException closed) {
                return false;
            }
        });
    }

    /** The number of fragments is not bounded by that of their bytes. */
    @Test
    void fragmentsWithNothingInThemCostNothing() {
        try (RawWebSocket client = new RawWebSocket(broker.port())) {
            client.send(0x01, "{\"type\": \"pi".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 10_000; i++) {
                client.send(0x00, new byte[0]);
            }
            client.send(0x80, "ng\"}".getBytes(StandardCharsets.UTF_8));
            assertThat(client.nextText()).contains("pong");
        }
    }

    @Test
    void aConnectionTooManyIsToldSoByItsCloseCode() {
        List<StreamClient> clients = new ArrayList<>();
        try {
            while (clients.size() < MOST_CONNECTIONS) {
                StreamClient client = client();
                if (client.isAlive()) {
                    clients.add(client);
                } else {
                    client.close(); // those of other tests are not forgotten yet
                }
            }
            try (StreamClient oneMore = client()) {
                assertThat(oneMore.next("closing").getString("message")).contains("http.maxConnectionsPerAddress");
                assertThat(oneMore.closeCode()).isEqualTo(1008);
            }
        } finally {
            clients.forEach(StreamClient::close);
        }
        Eventually.until("the closed ones are forgotten", () -> {
            try (StreamClient again = client()) {
                return again.isAlive();
            }
        });
    }
}
