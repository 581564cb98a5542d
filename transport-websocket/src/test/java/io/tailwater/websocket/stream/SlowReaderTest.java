package io.tailwater.websocket.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.websocket.BrokerForTests;
import io.tailwater.websocket.Eventually;
import io.tailwater.websocket.LeakWatch;
import io.tailwater.websocket.stream.RawWebSocket.Frame;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that stop reading their sockets. */
@Timeout(240)
class SlowReaderTest {

    /** More than a socket's buffers hold. */
    private static final int RECORDS = 12_000;

    private static BrokerForTests broker;

    @BeforeAll
    static void start(@TempDir Path directory) {
        JsonObject patient = new JsonObject().put("heartbeatMillis", 300_000); // who is stuck answers no pings
        broker = new BrokerForTests(directory, new JsonObject().put("webSocket", patient));
        for (String topic : new String[] {"wait", "skip", "close"}) {
            broker.createTopic(topic, 1);
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
        LeakWatch.assertNothingLeaked();
    }

    private static void produceMuch(String topic) {
        try (StreamClient client = StreamClient.text(broker.port())) {
            client.produce(topic, RECORDS);
        }
    }

    private static RawWebSocket subscribed(String topic, String onSlow) {
        RawWebSocket raw = new RawWebSocket(broker.port());
        raw.text(StreamMessages.subscribe(topic).put("onSlow", onSlow).encode());
        return raw;
    }

    private static JsonObject nextMessage(RawWebSocket raw) throws IOException {
        Frame frame = raw.next();
        return frame.opcode() == 1
                ? new JsonObject(StandardCharsets.UTF_8.decode(frame.payload()).toString())
                : new JsonObject()
                        .put("type", "frame " + frame.opcode())
                        .put("code", frame.opcode() == 8 ? (int) frame.payload().getShort() : 0);
    }

    @Test
    void getsEveryRecordInOrderWhenItReadsAgainAndHoldsNobodyUp() throws IOException {
        try (RawWebSocket stuck = subscribed("wait", "wait");
                StreamClient quick = StreamClient.text(broker.port())) {
            quick.ask(StreamMessages.subscribe("wait"), "subscribed");
            produceMuch("wait");
            assertThat(quick.records(RECORDS)).hasSize(RECORDS);

            int expected = 0;
            while (expected < RECORDS) {
                JsonObject message = nextMessage(stuck);
                if (message.getString("type").equals("records")) {
                    for (Object record : message.getJsonArray("records")) {
                        assertThat(((JsonObject) record).getLong("offset")).isEqualTo(expected++);
                    }
                }
            }
        }
    }

    @Test
    void skipsToTheNewestAndSaysHowManyItLeftOut() throws IOException {
        try (RawWebSocket stuck = subscribed("skip", "skip")) {
            produceMuch("skip");
            long shown = 0;
            long leftOut = 0;
            long last = -1;
            while (last < RECORDS - 1) {
                JsonObject message = nextMessage(stuck);
                if (message.getString("type").equals("skipped")) {
                    assertThat(message.getString("reason")).isEqualTo("slow");
                    assertThat(message.getLong("from")).isEqualTo(last + 1);
                    leftOut += message.getLong("count");
                    last = message.getLong("to") - 1;
                } else if (message.getString("type").equals("records")) {
                    JsonArray records = message.getJsonArray("records");
                    assertThat(records.getJsonObject(0).getLong("offset")).isEqualTo(last + 1);
                    shown += records.size();
                    last = records.getJsonObject(records.size() - 1).getLong("offset");
                }
            }
            assertThat(leftOut).isPositive();
            assertThat(shown + leftOut).isEqualTo(RECORDS);
        }
    }

    @Test
    void isClosedWhenItAskedForThat() throws IOException {
        try (RawWebSocket stuck = subscribed("close", "close")) {
            produceMuch("close");
            int[] code = new int[1];
            Eventually.until("closed", () -> {
                try {
                    JsonObject message = nextMessage(stuck);
                    if (message.getString("type").equals("frame 8")) {
                        code[0] = message.getInteger("code");
                    }
                    return code[0] != 0;
                } catch (SocketTimeoutException e) {
                    return false;
                } catch (IOException e) {
                    code[0] = -1; // it did not read in time to be told
                    return true;
                }
            });
            assertThat(code[0]).isIn(1013, -1);
        }
    }
}
