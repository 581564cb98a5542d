package io.tailwater.websocket.eventbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.eventbus.DurableBus;
import io.tailwater.core.topic.NewTopic;
import io.tailwater.websocket.BrokerForTests;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A browser that gives credit without end and does not read. */
class SlowBrowserTest {

    private static final int RECORDS = 4_000;
    private static final int RECORD_BYTES = 16 << 10;

    /** What the kernel and Netty hold for a connection on loopback, and the bridge. */
    private static final long BOUND_BYTES = 20L << 20;

    @TempDir
    Path directory;

    private BrokerForTests broker;

    @BeforeEach
    void start() {
        broker = new BrokerForTests(directory, new JsonObject());
        BrokerForTests.await(broker.broker().topics().create(new NewTopic("much", 1, Map.of()), false));
        DurableBus bus = new DurableBus(broker.vertx());
        String filling = "x".repeat(RECORD_BYTES);
        List<Future<?>> produced = new ArrayList<>();
        for (int n = 0; n < RECORDS; n++) {
            produced.add(bus.produce("much", null, new JsonObject().put("n", n).put("filling", filling)));
            if (produced.size() == 100) {
                BrokerForTests.await(Future.all(produced));
                produced.clear();
            }
        }
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void holdsABoundedNumberOfBytesAndLosesNothing() throws Exception {
        Browser browser = new Browser();
        JsonObject tail = browser.request(
                "tailwater.tail", new JsonObject().put("topic", "much").put("from", "earliest"));
        String control = tail.getString("control");
        browser.send(new JsonObject().put("type", "register").put("address", tail.getString("records")));
        long before = broker.broker().totals().fetchedBytes();
        for (int i = 0; i < RECORDS; i++) {
            browser.say(control, new JsonObject().put("credit", 10_000));
        }
        long fetched = settled();
        assertThat(fetched - before).isPositive().isLessThan(BOUND_BYTES);

        List<Integer> numbers = new ArrayList<>();
        while (numbers.size() < RECORDS) {
            for (Object record : browser.next().getJsonObject("body").getJsonArray("records")) {
                numbers.add(((JsonObject) record).getJsonObject("value").getInteger("n"));
            }
            browser.say(control, new JsonObject().put("credit", 100));
        }
        for (int n = 0; n < RECORDS; n++) {
            assertThat(numbers.get(n)).isEqualTo(n);
        }
        browser.close();
    }

    /** What was read from the log, when nothing more is. */
    private long settled() throws InterruptedException {
        long last = -1;
        long now = broker.broker().totals().fetchedBytes();
        while (now != last || now == 0) {
            last = now;
            new LinkedBlockingQueue<>().poll(1, TimeUnit.SECONDS);
            now = broker.broker().totals().fetchedBytes();
        }
        return now;
    }

    /** SockJS over a WebSocket that is read only when a message is asked for. */
    private final class Browser implements WebSocket.Listener {

        private final BlockingQueue<JsonObject> received = new LinkedBlockingQueue<>();
        private final StringBuilder begun = new StringBuilder();
        private final WebSocket socket;

        Browser() throws InterruptedException {
            socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + broker.port() + "/eventbus/000/slow/websocket"), this)
                    .join();
            socket.request(1);
        }

        @Override
        public void onOpen(WebSocket opened) {
            // Nothing is read unless it is asked for.
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            begun.append(data);
            if (!last) {
                from.request(1);
                return null;
            }
            String frame = begun.toString();
            begun.setLength(0);
            if (frame.startsWith("a")) {
                for (Object message : new JsonArray(frame.substring(1))) {
                    received.add(new JsonObject((String) message));
                }
            } else {
                from.request(1);
            }
            return null;
        }

        JsonObject request(String address, JsonObject body) throws InterruptedException {
            send(new JsonObject()
                    .put("type", "send")
                    .put("address", address)
                    .put("replyAddress", "reply")
                    .put("body", body));
            return next().getJsonObject("body");
        }

        void say(String address, JsonObject body) {
            send(new JsonObject().put("type", "send").put("address", address).put("body", body));
        }

        void send(JsonObject message) {
            socket.sendText(new JsonArray().add(message.encode()).encode(), true)
                    .join();
        }

        JsonObject next() throws InterruptedException {
            if (received.isEmpty()) {
                socket.request(1);
            }
            JsonObject message = received.poll(60, TimeUnit.SECONDS);
            assertThat(message).as("a message").isNotNull();
            return message;
        }

        void close() {
            socket.abort();
        }
    }
}
