package io.tailwater.websocket.stream;

import static io.tailwater.websocket.stream.StreamMessages.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.websocket.BrokerForTests;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The protocol over a real socket, by a client that knows nothing of Vert.x, against a broker without another transport. */
@Timeout(120)
class StreamTest {

    private static final AtomicInteger TOPICS = new AtomicInteger();
    private static BrokerForTests broker;

    @BeforeAll
    static void start(@TempDir Path directory) {
        broker = new BrokerForTests(directory, new JsonObject());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static StreamClient client() {
        return StreamClient.text(broker.port());
    }

    private static String topic(int partitions) {
        String name = "topic-" + TOPICS.incrementAndGet();
        broker.createTopic(name, partitions);
        return name;
    }

    private static JsonObject produce(String topic, Object value) {
        return StreamMessages.produce(topic).put("value", value);
    }

    /** Produces whole numbers. */
    private static void produceNumbers(StreamClient client, String topic, int from, int to) {
        JsonArray records = new JsonArray();
        IntStream.range(from, to).forEach(number -> records.add(new JsonObject().put("value", number)));
        client.ask(StreamMessages.produce(topic).put("records", records), "produced");
    }

    private static List<Object> values(List<JsonObject> records) {
        return records.stream().map(record -> record.getValue("value")).toList();
    }

    private static Object offset(int offset) {
        return new JsonObject().put("offset", offset);
    }

    @Test
    void showsARecordToWhoeverTailsItsTopic() {
        String topic = topic(1);
        try (StreamClient writer = client();
                StreamClient reader = client()) {
            JsonObject subscribed = reader.ask(subscribe(topic, "latest"), "subscribed");
            assertThat(subscribed)
                    .isEqualTo(new JsonObject()
                            .put("type", "subscribed")
                            .put("id", "s")
                            .put("positions", new JsonObject().put(topic, new JsonObject().put("0", 0))));
            assertThat(reader.next("caughtUp").getLong("lag")).isZero();

            JsonObject produced = writer.ask(
                    produce(topic, new JsonObject().put("total", 12.5))
                            .put("key", "k1")
                            .put("timestamp", 1000)
                            .put(
                                    "headers",
                                    new JsonArray()
                                            .add(new JsonObject()
                                                    .put("key", "h")
                                                    .put("value", "v"))),
                    "produced");
            JsonObject records = reader.next("records");

            assertThat(produced.getInteger("offset")).isZero();
            assertThat(records.encode())
                    .isEqualTo("{\"type\":\"records\",\"id\":\"s\",\"topic\":\"" + topic
                            + "\",\"partition\":0,\"next\":1,\"records\":[{\"topic\":\"" + topic
                            + "\",\"partition\":0,\"offset\":0,\"timestamp\":1000,\"key\":\"k1\",\"keyEncoding\":\"text\","
                            + "\"value\":{\"total\":12.5},\"valueEncoding\":\"json\",\"headers\":[{\"key\":\"h\","
                            + "\"value\":\"v\",\"valueEncoding\":\"text\"}]}]}");
        }
    }

    @Test
    void beginsWhereItIsAskedTo() {
        String topic = topic(1);
        try (StreamClient client = client()) {
            produceNumbers(client, topic, 0, 100);
            client.askGroups(
                    new JsonObject()
                            .put("type", "commit")
                            .put("id", "c")
                            .put("group", "billing")
                            .put("offsets", new JsonObject().put(topic, new JsonObject().put("0", 97))),
                    "committed");
            long millis = System.currentTimeMillis() + 60_000;
            client.ask(produce(topic, "late").put("timestamp", millis), "produced");

            Map<Object, Integer> firsts = Map.of(
                    "earliest",
                    0,
                    offset(42),
                    42,
                    new JsonObject().put("offsets", new JsonObject().put("0", 50)),
                    50,
                    new JsonObject().put("offsets", new JsonObject().put(topic, new JsonObject().put("0", 51))),
                    51,
                    new JsonObject().put("last", 3),
                    98,
                    new JsonObject().put("group", "billing"),
                    97,
                    new JsonObject().put("timestamp", millis),
                    100,
                    new JsonObject()
                            .put("timestamp", Instant.ofEpochMilli(millis).toString()),
                    100,
                    new JsonObject().put("last", 1000),
                    0);
            firsts.forEach((from, first) -> {
                try (StreamClient reader = client()) {
                    JsonObject subscribed = reader.ask(subscribe(topic, from), "subscribed");
                    assertThat(subscribed
                                    .getJsonObject("positions")
                                    .getJsonObject(topic)
                                    .getInteger("0"))
                            .as("from " + from)
                            .isEqualTo(first);
                    assertThat(reader.records(1).get(0).getInteger("offset")).isEqualTo(first);
                }
            });
            assertThat(client.refused(subscribe(topic, offset(102)).encode()).getString("code"))
                    .isEqualTo("OFFSET_OUT_OF_RANGE");
        }
    }

    @Test
    void sendsNoMoreThanTheClientHasCreditFor() {
        String topic = topic(1);
        try (StreamClient client = client()) {
            produceNumbers(client, topic, 0, 50);
            client.ask(subscribe(topic, "earliest").put("credit", 7), "subscribed");
            assertThat(values(client.records(7))).hasSize(7);
            assertThat(client.ask(new JsonObject().put("type", "ping").put("id", "1"), "pong"))
                    .isNotNull();
            client.send(new JsonObject().put("type", "credit").put("id", "s").put("records", 20));
            assertThat(values(client.records(20)))
                    .isEqualTo(IntStream.range(7, 27).<Object>mapToObj(i -> i).toList());
            client.send(new JsonObject().put("type", "ping"));
            assertThat(client.next().getString("type")).isEqualTo("pong");
        }
    }

    @Test
    void pausesResumesSeeksAndUnsubscribes() {
        String topic = topic(1);
        try (StreamClient client = client()) {
            produceNumbers(client, topic, 0, 10);
            client.ask(subscribe(topic, "earliest"), "subscribed");
            client.records(10);
            client.ask(new JsonObject().put("type", "pause").put("id", "s"), "paused");
            produceNumbers(client, topic, 10, 12);
            client.ask(new JsonObject().put("type", "resume").put("id", "s"), "resumed");
            assertThat(values(client.records(2))).containsExactly(10, 11);
            JsonObject moved = client.ask(
                    new JsonObject().put("type", "seek").put("id", "s").put("from", offset(9)), "subscribed");
            assertThat(moved.getJsonObject("positions").getJsonObject(topic).getInteger("0"))
                    .isEqualTo(9);
            assertThat(values(client.records(3))).containsExactly(9, 10, 11);
            client.ask(new JsonObject().put("type", "unsubscribe").put("id", "s"), "unsubscribed");
            produceNumbers(client, topic, 12, 13);
            client.send(new JsonObject().put("type", "ping"));
            assertThat(client.next().getString("type")).isEqualTo("pong");
            assertThat(client.refused("{\"type\": \"pause\", \"id\": \"s\"}").getString("code"))
                    .isEqualTo("UNKNOWN_SUBSCRIPTION");
        }
    }

    @Test
    void newPartitionsAndTopicsJoinByThemselvesAndDeletedOnesLeave() {
        String prefix = "family-" + TOPICS.incrementAndGet();
        broker.createTopic(prefix + "-a", 1);
        try (StreamClient client = client();
                StreamClient writer = client()) {
            JsonObject request =
                    new JsonObject().put("type", "subscribe").put("id", "s").put("pattern", prefix + "-.*");
            assertThat(client.ask(request, "subscribed")
                            .getJsonObject("positions")
                            .fieldNames())
                    .containsExactly(prefix + "-a");
            broker.createTopic(prefix + "-b", 2);
            assertThat(client.next("subscribed")
                            .getJsonObject("positions")
                            .getJsonObject(prefix + "-b")
                            .fieldNames())
                    .containsExactly("0", "1");
            produceNumbers(writer, prefix + "-b", 0, 5);
            assertThat(client.records(5))
                    .allMatch(record -> record.getString("topic").equals(prefix + "-b"));
            broker.addPartitions(prefix + "-a", 2);
            assertThat(client.next("subscribed")
                            .getJsonObject("positions")
                            .getJsonObject(prefix + "-a")
                            .fieldNames())
                    .containsExactly("1");
            broker.deleteTopic(prefix + "-b");
            assertThat(client.next("left").getString("topic")).isEqualTo(prefix + "-b");
            writer.ask(produce(prefix + "-a", "on").put("partition", 1), "produced");
            assertThat(client.records(1).get(0).getString("value")).isEqualTo("on");
        }
    }

    @Test
    void filtersInTheBroker() {
        String topic = topic(1);
        try (StreamClient client = client()) {
            for (int i = 0; i < 20; i++) {
                client.ask(
                        produce(topic, new JsonObject().put("n", i).put("country", i % 2 == 0 ? "DE" : "FR"))
                                .put("key", (i < 10 ? "low-" : "high-") + i)
                                .put(
                                        "headers",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("key", "third")
                                                        .put("value", "" + i % 3))),
                        "produced");
            }
            Map<String, Integer> matching = Map.of(
                    "{\"key\": {\"equals\": \"low-3\"}}", 1,
                    "{\"key\": {\"prefix\": \"high-\"}}", 10,
                    "{\"header\": {\"name\": \"third\", \"equals\": \"0\"}}", 7,
                    "{\"header\": {\"name\": \"fourth\"}}", 0,
                    "{\"value\": {\"contains\": \"\\\"FR\\\"\"}}", 10,
                    "{\"json\": {\"path\": \"$.country\", \"equals\": \"DE\"}}", 10,
                    "{\"json\": [{\"path\": \"$.n\", \"greaterOrEqual\": 5}, {\"path\": \"$.n\", \"less\": 8.5}]}", 4,
                    "{\"json\": {\"path\": \"$.nothing\", \"exists\": false}}", 20);
            matching.forEach((filter, count) -> {
                try (StreamClient reader = client()) {
                    reader.ask(subscribe(topic, "earliest").put("filter", new JsonObject(filter)), "subscribed");
                    assertThat(reader.records(count)).as(filter).hasSize(count);
                    assertThat(reader.next("caughtUp")
                                    .getJsonObject("positions")
                                    .getJsonObject(topic)
                                    .getInteger("0"))
                            .isEqualTo(20);
                }
            });
        }
    }

    @Test
    void saysWhatBytesAre() {
        String topic = topic(1);
        try (StreamClient client = client()) {
            client.ask(produce(topic, "plain"), "produced");
            client.ask(produce(topic, "/wA=").put("valueEncoding", "base64").put("key", "42"), "produced");
            client.ask(produce(topic, "quoted").put("valueEncoding", "json"), "produced");
            client.ask(produce(topic, null), "produced");
            client.ask(subscribe(topic, "earliest"), "subscribed");
            List<JsonObject> records = client.records(4);
            assertThat(records.stream().map(record -> record.getString("valueEncoding")))
                    .containsExactly("text", "base64", "json", null);
            assertThat(values(records)).containsExactly("plain", "/wA=", "quoted", null);
            assertThat(records.get(1).getString("key")).isEqualTo("42");
            try (StreamClient other = client()) {
                other.ask(subscribe(topic, "earliest").put("encoding", "base64"), "subscribed");
                assertThat(values(other.records(4))).containsExactly("cGxhaW4=", "/wA=", "InF1b3RlZCI=", null);
            }
        }
    }

    @Test
    void resumesWithTheNextRecordAndRepeatsNone() {
        String topic = topic(3);
        List<Object> seen = new ArrayList<>();
        JsonObject positions;
        try (StreamClient client = client()) {
            for (int i = 0; i < 40; i++) {
                client.ask(produce(topic, i).put("partition", i % 3), "produced");
            }
            positions = client.ask(subscribe(topic, "earliest").put("credit", 17), "subscribed")
                    .getJsonObject("positions");
            while (seen.size() < 17) {
                JsonObject some = client.next("records");
                positions.getJsonObject(topic).put("" + some.getInteger("partition"), some.getLong("next"));
                some.getJsonArray("records").forEach(record -> seen.add(((JsonObject) record).getValue("value")));
            }
        }
        try (StreamClient client = client()) {
            client.ask(subscribe(topic, new JsonObject().put("offsets", positions)), "subscribed");
            seen.addAll(values(client.records(23)));
        }
        assertThat(seen).hasSize(40).doesNotHaveDuplicates();
    }
}
