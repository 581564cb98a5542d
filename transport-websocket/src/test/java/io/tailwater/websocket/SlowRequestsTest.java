package io.tailwater.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who sends a byte now and then takes nobody's place for long, and others are served meanwhile (slow loris). */
@Timeout(120)
class SlowRequestsTest {

    private static BrokerForTests broker;

    @BeforeAll
    static void start(@TempDir Path directory) {
        broker = new BrokerForTests(
                directory,
                new JsonObject(),
                new JsonObject().put("limits", new JsonObject().put("idleConnectionMillis", 2_500)));
        broker.createTopic("slow", 1);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static void isServed(RawHttp client) {
        assertThat(client.ask("GET /v1/topics HTTP/1.1", "Host: localhost").status())
                .isEqualTo(200);
    }

    private static void othersAreServed() {
        try (RawHttp other = new RawHttp(broker.port())) {
            isServed(other);
        }
    }

    @Test
    void aHeadThatDoesNotEndIsNotWaitedFor() {
        try (RawHttp slow = new RawHttp(broker.port())) {
            slow.send("GET /v1/topics HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
            for (boolean open = true; open; ) {
                othersAreServed();
                try {
                    slow.send("x");
                } catch (UncheckedIOException closed) {
                    open = false;
                }
            }
            othersAreServed();
        }
    }

    @Test
    void aConnectionIsKeptForTheNextRequestAndNotForHalfOfOne() {
        try (RawHttp slow = new RawHttp(broker.port())) {
            isServed(slow);
            slow.send("GET /v1/topics HTTP/1.1\r\n");
            for (boolean open = true; open; ) {
                othersAreServed();
                try {
                    slow.send("x");
                } catch (UncheckedIOException closed) {
                    open = false;
                }
            }
        }
    }

    @Test
    void aBodyThatDoesNotComeIsAnsweredAndNotWaitedFor() {
        try (RawHttp slow = new RawHttp(broker.port())) {
            slow.send(String.join(
                    "\r\n",
                    "POST /v1/topics/slow/records HTTP/1.1",
                    "Host: localhost",
                    "Content-Type: text/plain",
                    "Content-Length: 100000",
                    "",
                    ""));
            for (int i = 0; !slow.hasAnswer(); i++) {
                othersAreServed();
                if (i % 10 == 0) {
                    slow.send("x");
                }
            }
            RawHttp.Response answer = slow.receive();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.body()).contains("REQUEST_TIMED_OUT");
            assertThat(slow.isClosedByPeer()).isTrue();
        }
    }
}
