package io.tailwater.websocket.stream;

import static io.tailwater.websocket.stream.StreamMessages.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.websocket.BrokerForTests;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
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

/** {@code tailwater.v1.batches} as the protocol describes it. */
@Timeout(180)
class BatchStreamTest {

    private static BrokerForTests broker;

    @BeforeAll
    static void start(@TempDir Path directory) {
        broker = new BrokerForTests(directory, new JsonObject());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static void produce(String topic, int from, int to) {
        try (StreamClient client = StreamClient.text(broker.port())) {
            JsonArray records = new JsonArray();
            for (int i = from; i < to; i++) {
                records.add(new JsonObject().put("value", "value " + i));
            }
            client.ask(StreamMessages.produce(topic).put("records", records), "produced");
        }
    }

    /** The texts of the records that a message has from its start on, each checked to be sound. */
    private static List<String> values(ByteBuffer message, int channel, long start, long next) {
        assertThat(message.get(0)).isEqualTo((byte) 1);
        assertThat(message.getInt(4)).isEqualTo(channel);
        assertThat(message.getLong(8)).isEqualTo(start);
        assertThat(message.getLong(16)).isEqualTo(next);
        List<String> values = new ArrayList<>();
        int at = 24 + 16 * Short.toUnsignedInt(message.getShort(2));
        while (at < message.limit()) {
            int size = RecordBatchHeader.sizeInBytes(message, at);
            broker.broker().recordFormat().read(message.slice(at, size), (offset, time, key, value, headers) -> {
                if (offset >= start) {
                    values.add(StandardCharsets.UTF_8.decode(value).toString());
                }
            });
            at += size;
        }
        return values;
    }

    @Test
    void sendsStoredBatchesAsTheyAreFromAnyOffset() {
        broker.createTopic("stored", 2);
        try (StreamClient client = StreamClient.batches(broker.port())) {
            JsonObject subscribed = client.ask(subscribe("stored", "earliest"), "subscribed");
            JsonObject channels = subscribed.getJsonObject("channels").getJsonObject("stored");
            assertThat(channels.fieldNames()).containsExactly("0", "1");
            client.next("caughtUp");
            try (StreamClient writer = StreamClient.text(broker.port())) {
                writer.ask(StreamMessages.produce("stored").put("partition", 1).put("value", "first"), "produced");
            }
            assertThat(values(client.nextBinary(), channels.getInteger("1"), 0, 1))
                    .containsExactly("first");
        }
        broker.createTopic("middle", 1);
        produce("middle", 0, 10);
        produce("middle", 10, 12);
        try (StreamClient client = StreamClient.batches(broker.port())) {
            client.ask(subscribe("middle", new JsonObject().put("offset", 7)), "subscribed");
            assertThat(values(client.nextBinary(), 1, 7, 12))
                    .containsExactly("value 7", "value 8", "value 9", "value 10", "value 11");
        }
    }

    @Test
    void hasNeitherFiltersNorEncodings() {
        broker.createTopic("plain", 1);
        try (StreamClient client = StreamClient.batches(broker.port())) {
            JsonObject error = client.refused(subscribe("plain", "latest")
                    .put("filter", new JsonObject().put("key", new JsonObject().put("equals", "k")))
                    .encode());
            assertThat(error.getString("code")).isEqualTo("INVALID_REQUEST");
        }
    }

    @Test
    void creditStopsIt() {
        broker.createTopic("counted", 1);
        try (StreamClient client = StreamClient.batches(broker.port())) {
            client.ask(subscribe("counted", "earliest").put("credit", 2), "subscribed");
            for (int i = 0; i < 4; i++) {
                produce("counted", i, i + 1);
            }
            long received = 0;
            while (received < 2) {
                received = client.nextBinary().getLong(16);
            }
            client.ask(new JsonObject().put("type", "ping"), "pong");
            client.send(new JsonObject().put("type", "credit").put("id", "s").put("records", 10));
            while (received < 4) {
                ByteBuffer message = client.nextBinary();
                assertThat(message.getLong(8)).isEqualTo(received);
                received = message.getLong(16);
            }
        }
    }
}
