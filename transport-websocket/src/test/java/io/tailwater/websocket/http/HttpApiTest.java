package io.tailwater.websocket.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.websocket.BrokerForTests;
import io.tailwater.websocket.http.Asked.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpApiTest {

    @TempDir
    static Path directory;

    private static BrokerForTests broker;
    private static Asked asked;

    @BeforeAll
    static void start() {
        broker = new BrokerForTests(directory, new JsonObject());
        asked = new Asked(broker.port());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void makesChangesAndDeletesATopic() {
        Answer made = asked.json(
                "PUT", "/v1/topics/life", "{\"partitions\": 2, \"configuration\": {\"retention.ms\": 60000}}");
        assertThat(made.status()).isEqualTo(201);
        assertThat(setting(made, "retention.ms")).isEqualTo("60000");
        Answer same = asked.json(
                "PUT", "/v1/topics/life", "{\"partitions\": 2, \"configuration\": {\"retention.ms\": 60000}}");
        assertThat(same.status()).isEqualTo(200);
        assertThat(same.json()).isEqualTo(made.json());
        Answer grown = asked.json("PUT", "/v1/topics/life", "{\"partitions\": 5}");
        assertThat(grown.json().getJsonArray("partitions")).hasSize(5);
        assertThat(setting(grown, "retention.ms")).isEqualTo("60000");
        Answer reset = asked.json("PUT", "/v1/topics/life", "{\"configuration\": {}}");
        assertThat(setting(reset, "retention.ms")).isEqualTo("604800000");
        assertThat(asked.send("DELETE", "/v1/topics/life", null, BodyPublishers.noBody())
                        .status())
                .isEqualTo(204);
        assertThat(asked.get("/v1/topics/life").status()).isEqualTo(404);
    }

    @Test
    void aRefusedChangeChangesNothing() {
        asked.json("PUT", "/v1/topics/still", "{\"partitions\": 1}");
        JsonObject before = asked.get("/v1/topics/still").json();
        Answer refused =
                asked.json("PUT", "/v1/topics/still", "{\"partitions\": 4, \"configuration\": {\"retention.mss\": 1}}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().getString("detail")).contains("retention.ms");
        assertThat(asked.get("/v1/topics/still").json()).isEqualTo(before);
    }

    @Test
    void recordsComeBackAsTheyWereGiven() {
        asked.json("PUT", "/v1/topics/round", "{\"partitions\": 1, \"configuration\": {\"retention.ms\": -1}}");
        JsonArray records = new JsonArray()
                .add(new JsonObject().put("key", "a").put("value", new JsonObject().put("n", 1)))
                .add(new JsonObject().put("value", "plain text"))
                .add(new JsonObject().put("key", "gone").putNull("value"))
                .add(new JsonObject().put("value", "/wAB").put("valueEncoding", "base64"))
                .add(new JsonObject()
                        .put("value", 1.5)
                        .put("timestamp", 1_700_000_000_000L)
                        .put(
                                "headers",
                                new JsonArray()
                                        .add(new JsonObject().put("key", "h").put("value", "1"))
                                        .add(new JsonObject().put("key", "h").put("value", "2"))));
        Answer produced = asked.json("POST", "/v1/topics/round/records", records);
        assertThat(produced.json().getJsonArray("partitions").getJsonObject(0).encode())
                .isEqualTo("{\"partition\":0,\"firstOffset\":0,\"lastOffset\":4,\"count\":5}");
        JsonArray read = asked.get("/v1/topics/round/records").json().getJsonArray("records");
        assertThat(read.getJsonObject(0).getString("key")).isEqualTo("a");
        assertThat(read.getJsonObject(0).getJsonObject("value").getInteger("n")).isEqualTo(1);
        assertThat(read.getJsonObject(1).getString("value")).isEqualTo("plain text");
        assertThat(read.getJsonObject(1).getString("valueEncoding")).isEqualTo("text");
        assertThat(read.getJsonObject(2).containsKey("value")).isTrue();
        assertThat(read.getJsonObject(2).getValue("value")).isNull();
        assertThat(read.getJsonObject(3).getString("value")).isEqualTo("/wAB");
        assertThat(read.getJsonObject(3).getString("valueEncoding")).isEqualTo("base64");
        assertThat(read.getJsonObject(4).getDouble("value")).isEqualTo(1.5);
        assertThat(read.getJsonObject(4).getLong("timestamp")).isEqualTo(1_700_000_000_000L);
        assertThat(read.getJsonObject(4).getJsonArray("headers")).hasSize(2);
        Answer again = asked.json("POST", "/v1/topics/round/records", read.getJsonObject(4));
        assertThat(again.status()).as("what was read can be produced").isEqualTo(200);
    }

    @Test
    void keepsABodyAsAValueAndItsTypeAsAHeader() {
        asked.text("/v1/topics/raw/records?key=k", "text/plain; charset=utf-8", "one two");
        JsonObject record = onlyRecord("raw");
        assertThat(record.getString("value")).isEqualTo("one two");
        assertThat(record.getString("key")).isEqualTo("k");
        assertThat(record.getJsonArray("headers").getJsonObject(0).getString("value"))
                .isEqualTo("text/plain; charset=utf-8");
    }

    @Test
    void pagesThroughAPartitionWithoutMissingOrRepeating() {
        asked.json("PUT", "/v1/topics/pages", "{\"partitions\": 1}");
        asked.text("/v1/topics/pages/records", "application/x-ndjson", lines(0, 1000));
        List<Integer> numbers = new ArrayList<>();
        long from = 0;
        while (numbers.size() < 1000) {
            JsonObject page =
                    asked.get("/v1/topics/pages/records?limit=77&from=" + from).json();
            page.getJsonArray("records").forEach(record -> numbers.add(number((JsonObject) record)));
            assertThat(page.getLong("nextOffset")).isGreaterThan(from);
            from = page.getLong("nextOffset");
        }
        assertThat(numbers).isEqualTo(IntStream.range(0, 1000).boxed().toList());
        JsonObject end = asked.get("/v1/topics/pages/records?from=" + from).json();
        assertThat(end.getJsonArray("records")).isEmpty();
        assertThat(end.getLong("nextOffset"))
                .isEqualTo(end.getLong("endOffset"))
                .isEqualTo(1000);
        assertThat(number(asked.get("/v1/topics/pages/records?from=last:3")
                        .json()
                        .getJsonArray("records")
                        .getJsonObject(0)))
                .isEqualTo(997);
    }

    @Test
    void linesAreAppendedWhileTheyArrive() throws IOException {
        asked.json("PUT", "/v1/topics/lines", "{\"partitions\": 1}");
        PipedOutputStream typed = new PipedOutputStream();
        PipedInputStream sent = new PipedInputStream(typed, 1 << 16);
        CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(() -> asked.send(
                "POST", "/v1/topics/lines/records", "application/x-ndjson", BodyPublishers.ofInputStream(() -> sent)));
        // More than any buffer on the way holds.
        typed.write(lines(0, 100_000).getBytes(StandardCharsets.UTF_8));
        typed.flush();
        while (asked.get("/v1/topics/lines").json().getLong("records") == 0) {
            Thread.onSpinWait();
        }
        assertThat(answer).isNotDone();
        typed.write("{\"value\": {\"n\": 100000}}".getBytes(StandardCharsets.UTF_8));
        typed.close();
        assertThat(answer.join().json().getLong("count")).isEqualTo(100_001);
    }

    @Test
    void saysHowFarItCameWhenALineIsRefused() {
        asked.json("PUT", "/v1/topics/broken", "{\"partitions\": 1}");
        Answer answer = asked.text(
                "/v1/topics/broken/records", "application/x-ndjson", lines(0, 3) + "\n{\"valeu\": 1}\n" + lines(4, 6));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getLong("count")).isEqualTo(3);
        assertThat(answer.json().getLong("line")).isEqualTo(5);
        assertThat(answer.json().getString("detail")).contains("valeu");
        assertThat(asked.get("/v1/topics/broken").json().getLong("records")).isEqualTo(3);
    }

    @Test
    void eventsGoOnAfterTheLastThatWasReceived() throws Exception {
        asked.json("PUT", "/v1/topics/events", "{\"partitions\": 3}");
        String lastId;
        try (EventReader reader = new EventReader("/v1/topics/events/tail?from=earliest", null)) {
            asked.text("/v1/topics/events/records", "application/x-ndjson", lines(0, 50));
            List<Integer> numbers = reader.numbers(50);
            assertThat(numbers)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 50).boxed().toList());
            lastId = reader.lastId;
        }
        asked.text("/v1/topics/events/records", "application/x-ndjson", lines(50, 80));
        try (EventReader reader = new EventReader("/v1/topics/events/tail", lastId)) {
            asked.text("/v1/topics/events/records", "application/x-ndjson", lines(80, 90));
            assertThat(reader.numbers(40))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(50, 90).boxed().toList());
        }
    }

    @Test
    void countsWhatIsAppendedAndRead() {
        JsonObject before = asked.get("/v1/broker").json().getJsonObject("totals");
        asked.text("/v1/topics/counted/records", "application/x-ndjson", lines(0, 10));
        JsonObject written = asked.get("/v1/broker").json().getJsonObject("totals");
        assertThat(written.getLong("appendedRecords") - before.getLong("appendedRecords"))
                .isEqualTo(10);
        assertThat(written.getLong("appendedBytes")).isGreaterThan(before.getLong("appendedBytes"));
        asked.get("/v1/topics/counted/records");
        JsonObject read = asked.get("/v1/broker").json().getJsonObject("totals");
        assertThat(read.getLong("fetchedBytes")).isGreaterThan(written.getLong("fetchedBytes"));
        JsonObject topic = asked.get("/v1/topics/counted").json();
        assertThat(topic.getLong("appendedBytes")).isPositive();
        assertThat(topic.getLong("fetchedBytes")).isPositive();
    }

    /** An EventSource's half of the protocol. */
    private static final class EventReader implements AutoCloseable {

        private final InputStream body;
        private final BufferedReader lines;
        private String lastId;

        EventReader(String path, String lastEventId) throws Exception {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(asked.uri(path)).header("Accept", "text/event-stream");
            if (lastEventId != null) {
                request.header("Last-Event-ID", lastEventId);
            }
            var response = asked.client().send(request.build(), BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            body = response.body();
            lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        }

        List<Integer> numbers(int count) throws IOException {
            List<Integer> numbers = new ArrayList<>();
            while (numbers.size() < count) {
                String line = lines.readLine();
                if (line.startsWith("id: ")) {
                    lastId = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    numbers.add(number(new JsonObject(line.substring(6))));
                }
            }
            return numbers;
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    private static String setting(Answer topic, String name) {
        return topic.json().getJsonArray("configuration").stream()
                .map(JsonObject.class::cast)
                .filter(setting -> setting.getString("name").equals(name))
                .findAny()
                .orElseThrow()
                .getString("value");
    }

    private static JsonObject onlyRecord(String topic) {
        JsonArray records = asked.get("/v1/topics/" + topic + "/records").json().getJsonArray("records");
        assertThat(records).hasSize(1);
        return records.getJsonObject(0);
    }

    private static int number(JsonObject record) {
        return record.getJsonObject("value").getInteger("n");
    }

    private static String lines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(n -> "{\"value\": {\"n\": " + n + "}}\n")
                .collect(Collectors.joining());
    }

    @Test
    void noDigitIsLostOnTheWayInOrOut() throws Exception {
        String exact = "{\"n\":0.12345678901234567890123456789,\n\"i\":123456789012345678901234567890}";
        asked.text("/v1/topics/digits/records", "text/plain", exact);
        asked.json("POST", "/v1/topics/digits/records", "[{\"value\": " + exact + "}]");
        asked.text(
                "/v1/topics/digits/records", "application/x-ndjson", "{\"value\": " + exact.replace("\n", "") + "}\n");
        HttpRequest page =
                HttpRequest.newBuilder(asked.uri("/v1/topics/digits/records")).build();
        HttpRequest tail = HttpRequest.newBuilder(asked.uri("/v1/topics/digits/tail?from=earliest"))
                .build();

        String paged = asked.send(page).body();
        List<String> events = new ArrayList<>();
        try (InputStream in =
                        asked.client().send(tail, BodyHandlers.ofInputStream()).body();
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            while (events.size() < 3) {
                String line = lines.readLine();
                if (line.startsWith("data: ")) {
                    events.add(line.substring(6));
                }
            }
        }

        for (String text : List.of(paged, String.join("", events))) {
            assertThat(text.split("0\\.12345678901234567890123456789", -1)).hasSize(4);
            assertThat(text.split("123456789012345678901234567890[^0-9]", -1)).hasSize(4);
        }
        assertThat(new JsonObject(paged).getJsonArray("records")).hasSize(3);
        assertThat(events)
                .allSatisfy(event -> assertThat(new JsonObject(event).getString("valueEncoding"))
                        .isEqualTo("json"));
    }
}
