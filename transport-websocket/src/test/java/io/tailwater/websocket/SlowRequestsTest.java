package io.tailwater.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who sends a byte now and then takes nobody's place for long, and others are served meanwhile (slow loris). */
@Timeout(120)
class SlowRequestsTest {

    private static final int IDLE_MILLIS = 2_500;

    private static BrokerForTests broker;

    @BeforeAll
    static void start(@TempDir Path directory) {
        broker = new BrokerForTests(
                directory,
                new JsonObject(),
                new JsonObject().put("limits", new JsonObject().put("idleConnectionMillis", IDLE_MILLIS)));
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

    /** Each at once, unless this thread was held up for as long as a connection may be idle. */
    private static void othersAreServed() {
        long beganNanos = System.nanoTime();
        try (RawHttp other = new RawHttp(broker.port())) {
            isServed(other);
        } catch (UncheckedIOException closed) {
            assertThat(System.nanoTime() - beganNanos)
                    .as("closed after so many nanoseconds")
                    .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS / 2));
        }
    }

    /** A connection that was asked on before it was idle for too long. */
    private static RawHttp served() {
        RawHttp[] served = new RawHttp[1];
        Eventually.until("a request in time", () -> {
            served[0] = new RawHttp(broker.port());
            try {
                isServed(served[0]);
                return true;
            } catch (UncheckedIOException closed) {
                served[0].close();
                return false;
            }
        });
        return served[0];
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
        try (RawHttp slow = served()) {
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

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-ndjson"})
    void aBodyThatDoesNotComeIsAnsweredAndNotWaitedFor(String type) {
        Eventually.until("the answer came before a byte too many, which ends the connection", () -> isTimedOut(type));
    }

    private static boolean isTimedOut(String type) {
        try (RawHttp slow = new RawHttp(broker.port())) {
            slow.send(String.join(
                    "\r\n",
                    "POST /v1/topics/slow/records HTTP/1.1",
                    "Host: localhost",
                    "Content-Type: " + type,
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
            return true;
        } catch (UncheckedIOException closed) {
            return false;
        }
    }
}
