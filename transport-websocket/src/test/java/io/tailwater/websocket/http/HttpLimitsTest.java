package io.tailwater.websocket.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.websocket.BrokerForTests;
import io.tailwater.websocket.Eventually;
import io.tailwater.websocket.RawHttp;
import io.tailwater.websocket.http.Asked.Answer;
import io.tailwater.websocket.stream.StreamClient;
import io.tailwater.websocket.stream.StreamMessages;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What of everything there may be at once over HTTP, and that it may be had again afterwards. */
@Timeout(120)
class HttpLimitsTest {

    private static final int BODY_BYTES = 8 << 20;

    private static BrokerForTests broker;
    private static Asked asked;

    @BeforeAll
    static void start(@TempDir Path directory) {
        broker = new BrokerForTests(
                directory, new JsonObject().put("maxTails", 2).put("bodyBytes", BODY_BYTES));
        broker.createTopic("limited", 1);
        asked = new Asked(broker.port());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static RawHttp tail() {
        RawHttp tail = new RawHttp(broker.port());
        tail.ask("GET /v1/topics/limited/tail HTTP/1.1", "Host: localhost");
        return tail;
    }

    /** Those of other tests are closed, which the broker finds out. */
    @BeforeEach
    void awaitThatNobodyTails() {
        Eventually.until("none", () -> tails() == 0);
    }

    private static int tails() {
        return asked.get("/v1/broker").json().getJsonObject("connections").getInteger("tails");
    }

    @Test
    void moreTailsThanAllowedAreRefusedUntilOneEnds() {
        try (RawHttp stays = tail()) {
            try (RawHttp goes = tail()) {
                Answer refused = asked.get("/v1/topics/limited/tail");
                assertThat(refused.status()).isEqualTo(429);
                assertThat(refused.json().getString("detail")).contains("http.maxTails");
            }
            Eventually.until("there is room again", () -> {
                try (RawHttp again = new RawHttp(broker.port())) {
                    return again.ask("GET /v1/topics/limited/tail HTTP/1.1", "Host: localhost")
                                    .status()
                            == 200;
                }
            });
        }
    }

    private static RawHttp bodyThatHoldsEverything() {
        RawHttp slow = new RawHttp(broker.port());
        try {
            slow.send(
                    "POST /v1/topics/limited/records HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Content-Length: " + BODY_BYTES + "\r\n\r\n" + " ".repeat(BODY_BYTES - 1));
        } catch (UncheckedIOException refused) {
            // holds nothing
        }
        return slow;
    }

    @Test
    void moreBytesOfBodiesThanAllowedAreRefusedUntilTheyHaveGone() {
        Deque<RawHttp> slow = new ArrayDeque<>(List.of(bodyThatHoldsEverything()));
        Answer[] refused = new Answer[1];
        Eventually.until("the slow body holds all there is", () -> {
            refused[0] = asked.json("POST", "/v1/topics/limited/records", "{\"value\": 1}");
            if (refused[0].status() == 429) {
                return true;
            }
            slow.remove().close(); // it may have been refused itself, for what this one held
            slow.add(bodyThatHoldsEverything());
            return false;
        });
        assertThat(refused[0].json().getString("detail")).contains("http.bodyBytes");
        assertThat(asked.text("/v1/topics/limited/records", "application/x-ndjson", "{\"value\": 2}\n")
                        .status())
                .as("lines are not held")
                .isEqualTo(200);
        slow.remove().close();
        awaitMemory();
    }

    @Test
    void aLineThatHasBegunCountsAsABody() {
        Deque<RawHttp> slow = new ArrayDeque<>(List.of(lineThatHoldsEverything()));
        Eventually.until("the line holds all there is", () -> {
            if (asked.json("POST", "/v1/topics/limited/records", "{\"value\": 1}")
                            .status()
                    == 429) {
                return true;
            }
            slow.remove().close(); // as above
            slow.add(lineThatHoldsEverything());
            return false;
        });
        slow.remove().close();
        awaitMemory();
    }

    private void awaitMemory() {
        Eventually.until(
                "what a connection held is given back with its end",
                () -> asked.json("POST", "/v1/topics/limited/records", "{\"value\": 3}")
                                .status()
                        == 200);
    }

    private static RawHttp lineThatHoldsEverything() {
        RawHttp slow = new RawHttp(broker.port());
        slow.send(
                "POST /v1/topics/limited/records HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
                        + "Content-Length: 100000000\r\n\r\n" + " ".repeat(BODY_BYTES - 1));
        return slow;
    }

    @Test
    void tailsOfEveryKindAreCounted() {
        try (RawHttp events = tail();
                StreamClient client = StreamClient.text(broker.port())) {
            client.ask(StreamMessages.subscribe("limited"), "subscribed");
            Eventually.until("two tails", () -> tails() == 2);
        }
        Eventually.until("none", () -> tails() == 0);
    }
}
