package io.tailwater.websocket.stream;

import static io.tailwater.websocket.stream.StreamMessages.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.websocket.BrokerForTests;
import io.tailwater.websocket.Eventually;
import io.tailwater.websocket.LeakWatch;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which connections the broker ends by itself, and which not. */
@Timeout(120)
class ConnectionEndsTest {

    /** More than a socket's buffers hold. */
    private static final int RECORDS = 6_000;

    @AfterAll
    static void nothingLeaked() {
        LeakWatch.assertNothingLeaked();
    }

    private static BrokerForTests broker(Path directory, JsonObject webSocket, JsonObject limits) {
        return new BrokerForTests(
                directory, new JsonObject().put("webSocket", webSocket), new JsonObject().put("limits", limits));
    }

    private static BrokerForTests withTopic(BrokerForTests broker, String topic) {
        broker.createTopic(topic, 1);
        return broker;
    }

    private static RawWebSocket stuckClient(BrokerForTests broker, JsonObject subscribe) {
        RawWebSocket stuck = new RawWebSocket(broker.port());
        stuck.text(subscribe.encode());
        return stuck;
    }

    @Test
    void whoDoesNotAnswerPingsIsGone(@TempDir Path directory) {
        JsonObject settings = new JsonObject().put("heartbeatMillis", 2_000);
        try (BrokerForTests broker = broker(directory, settings, new JsonObject())) {
            Eventually.until("the one that answers outlives the other", () -> {
                try (RawWebSocket silent = new RawWebSocket(broker.port());
                        StreamClient living = StreamClient.text(broker.port())) {
                    assertThat(silent.endsWithoutClosing()).isTrue();
                    return living.isAlive(); // unless its threads were held up for so long that it answered no ping
                }
            });
        }
    }

    @Test
    void aClientThatTakesNothingIsClosed(@TempDir Path directory) throws IOException {
        JsonObject settings = new JsonObject().put("heartbeatMillis", 60_000).put("stalledMillis", 6_000);
        try (BrokerForTests broker = broker(directory, settings, new JsonObject());
                StreamClient reading = StreamClient.text(broker.port())) {
            broker.createTopic("much", 1);
            reading.produce("much", RECORDS);
            reading.ask(subscribe("much", "earliest"), "subscribed");
            assertThat(reading.records(RECORDS)).hasSize(RECORDS);
            try (RawWebSocket stuck = stuckClient(broker, subscribe("much", "earliest"))) {
                assertThat(stuck.next().opcode()).isEqualTo(1); // from when on it is counted
                Eventually.until("only the one that reads is left", () -> tails(broker) == 1);
                assertThat(stuck.endsWithoutClosing()).isTrue();
            }
            assertThat(reading.ask(new JsonObject().put("type", "ping"), "pong"))
                    .isNotNull();
        }
    }

    @Test
    void aClientThatWantsNothingIsClosedAndOneThatWaitsForRecordsIsNot(@TempDir Path directory) {
        JsonObject limits = new JsonObject().put("idleConnectionMillis", 2_000);
        JsonObject settings = new JsonObject().put("heartbeatMillis", 60_000);
        try (BrokerForTests broker = withTopic(broker(directory, settings, limits), "quiet");
                StreamClient waiting = subscribedInTime(broker, "quiet")) {
            try (StreamClient idle = StreamClient.text(broker.port())) {
                assertThat(idle.next("closing").getString("message")).contains("limits.idleConnectionMillis");
                assertThat(idle.closeCode()).isEqualTo(1000);
            }
            waiting.send("{\"type\":\"produce\",\"id\":\"p\",\"topic\":\"quiet\",\"value\":\"still here\"}");
            assertThat(waiting.records(1)).hasSize(1);
            waiting.ask(new JsonObject().put("type", "unsubscribe").put("id", "s"), "unsubscribed");
            assertThat(waiting.closeCode()).isEqualTo(1000);
        }
    }

    /** A client that subscribed before it was idle for too long. */
    private static StreamClient subscribedInTime(BrokerForTests broker, String topic) {
        StreamClient[] client = new StreamClient[1];
        Eventually.until("a subscription in time", () -> {
            client[0] = StreamClient.text(broker.port());
            boolean inTime = client[0].isAnswered(subscribe(topic, "latest"), "subscribed");
            if (!inTime) {
                client[0].close();
            }
            return inTime;
        });
        return client[0];
    }

    @Test
    void whoHasNotReadForLongestMakesRoomWhenMemoryForFramesRunsOut(@TempDir Path directory) throws IOException {
        JsonObject settings = new JsonObject()
                .put("heartbeatMillis", 60_000) // none of the stuck goes because it answers no ping
                .put("frameBytes", 16 << 10)
                .put("bufferBytes", 512 << 10);
        List<RawWebSocket> stuck = new ArrayList<>();
        try (BrokerForTests broker = broker(directory, settings, new JsonObject());
                StreamClient reading = StreamClient.text(broker.port())) {
            broker.createTopic("much", 1);
            reading.produce("much", RECORDS);
            for (int i = 1; i <= 8; i++) {
                // A filter of its own gives each frames of its own, of which its socket keeps some.
                JsonObject filter = new JsonObject().put("value", new JsonObject().put("contains", "x".repeat(i)));
                stuck.add(stuckClient(broker, subscribe("much", "earliest").put("filter", filter)));
                assertThat(stuck.get(i - 1).next().opcode()).isEqualTo(1);
            }
            reading.ask(subscribe("much", "earliest"), "subscribed");
            assertThat(reading.records(RECORDS)).hasSize(RECORDS);
            Eventually.until("some had to go", () -> tails(broker) < stuck.size() + 1);
        } finally {
            stuck.forEach(RawWebSocket::close);
        }
    }

    private static long tails(BrokerForTests broker) {
        return broker.broker().liveReaders().count();
    }
}
