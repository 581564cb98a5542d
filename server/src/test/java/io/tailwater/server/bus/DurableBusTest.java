package io.tailwater.server.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.core.Broker;
import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.eventbus.DurableBus;
import io.tailwater.core.eventbus.DurableBus.Place;
import io.tailwater.core.eventbus.DurableBusAddresses;
import io.tailwater.core.eventbus.TailOptions;
import io.tailwater.core.topic.NewTopic;
import io.tailwater.server.Tailwater;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableBusTest {

    @TempDir
    static Path directory;

    private static Vertx vertx;
    private static Tailwater tailwater;

    private final DurableBus bus = new DurableBus(vertx);

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        tailwater = startBroker();
    }

    private static Tailwater startBroker() {
        return Tailwater.start(
                BrokerConfig.DEFAULTS.withDataDirectory(directory).withFreePorts(), vertx);
    }

    @AfterAll
    static void stop() {
        tailwater.close();
        await(vertx.close());
    }

    @Test
    void keepsTheOrderOfEachKeyFromProducerToTail() throws Exception {
        topic("ordered", 3);
        List<Future<Place>> produced = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            produced.add(bus.produce("ordered", "key-" + i % 7, new JsonObject().put("n", i)));
        }
        await(Future.all(produced));
        Tailed tailed = tail(TailOptions.of("ordered").from("earliest").window(16));
        int[] last = {-1, -1, -1, -1, -1, -1, -1};
        for (int i = 0; i < 300; i++) {
            JsonObject record = tailed.next();
            int n = record.getJsonObject("value").getInteger("n");
            assertThat(record.getString("key")).isEqualTo("key-" + n % 7);
            assertThat(n).isGreaterThan(last[n % 7]);
            last[n % 7] = n;
        }
        tailed.stop();
    }

    @Test
    void aKafkaConsumerSeesKeyValueHeadersAndTimestamp() {
        topic("to-kafka", 1);
        JsonObject record = new JsonObject()
                .put("key", "k")
                .put("value", "plain text")
                .put("timestamp", 1_700_000_000_000L)
                .put(
                        "headers",
                        new JsonArray().add(new JsonObject().put("key", "h").put("value", "v")));
        assertThat(await(bus.produceAll("to-kafka", List.of(record)))).containsExactly(new Place("to-kafka", 0, 0));
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", tailwater.bootstrapServers()),
                new StringDeserializer(),
                new StringDeserializer())) {
            TopicPartition partition = new TopicPartition("to-kafka", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            var read = consumer.poll(Duration.ofSeconds(60)).iterator().next();
            assertThat(read.key()).isEqualTo("k");
            assertThat(read.value()).isEqualTo("plain text");
            assertThat(read.timestamp()).isEqualTo(1_700_000_000_000L);
            assertThat(new String(read.headers().lastHeader("h").value(), StandardCharsets.UTF_8))
                    .isEqualTo("v");
        }
    }

    @Test
    void decodesEveryCompressionAndShowsCommittedRecordsOnly() throws Exception {
        topic("from-kafka", 1);
        for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
            try (var producer = producer("compression.type", codec)) {
                producer.send(new ProducerRecord<>("from-kafka", "key", codec)).get();
            }
        }
        try (var producer = producer("transactional.id", "bus-test")) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("from-kafka", "key", "aborted"));
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("from-kafka", "key", "committed"));
            producer.commitTransaction();
        }
        Tailed tailed = tail(TailOptions.of("from-kafka").from("earliest"));
        List<String> values = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            values.add(tailed.next().getString("value"));
        }
        assertThat(values).containsExactly("none", "gzip", "snappy", "lz4", "zstd", "committed");
        tailed.stop();
    }

    @Test
    void nothingIsSentWithoutCreditAndNoMoreThanItAllows() throws Exception {
        topic("credit", 1);
        await(bus.produceAll("credit", numbered(0, 50)));
        JsonObject tail = request(new JsonObject().put("topic", "credit").put("from", "earliest"));
        BlockingQueue<JsonObject> received = new LinkedBlockingQueue<>();
        await(vertx.eventBus()
                .<JsonObject>consumer(tail.getString("records"), message -> received.add(message.body()))
                .completion());
        String control = tail.getString("control");
        assertThat(credit(control, 0)).isZero();
        assertThat(received).isEmpty();
        credit(control, 7);
        assertThat(take(received, 7)).containsExactly(0, 1, 2, 3, 4, 5, 6);
        assertThat(credit(control, 0)).isZero();
        assertThat(received).isEmpty();
        credit(control, 43);
        assertThat(take(received, 43)).hasSize(43).startsWith(7).endsWith(49);
        await(vertx.eventBus().request(control, new JsonObject().put("stop", true)));
        assertThatThrownBy(() -> credit(control, 1)).hasCauseInstanceOf(ReplyException.class);
    }

    @Test
    void aPausedTailTakesNoMoreThanItsWindowAndThenEverything() throws Exception {
        topic("paused", 1);
        Tailed tailed = tail(TailOptions.of("paused").from("earliest").window(8), 1);
        await(bus.produceAll("paused", numbered(0, 1000)));
        assertThat(tailed.next().getJsonObject("value").getInteger("n")).isZero();
        await(bus.produceAll("paused", numbered(1000, 2000)));
        assertThat(tailed.received).isEmpty();
        tailed.resume();
        for (int n = 1; n < 2000; n++) {
            assertThat(tailed.next().getJsonObject("value").getInteger("n")).isEqualTo(n);
        }
        tailed.stop();
    }

    @Test
    void goesOnWithTheNextRecordWhenTheBrokerIsBack() throws Exception {
        topic("restarted", 2);
        Tailed tailed = tail(TailOptions.of("restarted").from("earliest"));
        await(bus.produceAll("restarted", numbered(0, 20)));
        for (int i = 0; i < 20; i++) {
            tailed.next();
        }
        tailwater.close();
        tailwater = startBroker();
        await(bus.produceAll("restarted", numbered(20, 40)));
        List<Integer> after = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            after.add(tailed.next().getJsonObject("value").getInteger("n"));
        }
        assertThat(after).doesNotHaveDuplicates().allMatch(n -> n >= 20);
        tailed.stop();
    }

    @Test
    void newPartitionsJoinAndADeletedTopicEndsIt() throws Exception {
        topic("grows", 1);
        Tailed tailed = tail(TailOptions.of("grows").from("earliest"));
        await(bus.produceAll("grows", numbered(0, 1)));
        tailed.next();
        await(broker().topics().addPartitions("grows", 2, false));
        await(bus.produce("grows", new JsonObject().put("partition", 1), new JsonObject().toBuffer()));
        assertThat(tailed.next().getInteger("partition")).isEqualTo(1);
        await(broker().topics().delete(broker().topics().find("grows").id()));
        assertThat(tailed.ended.poll(60, TimeUnit.SECONDS)).contains("UNKNOWN_TOPIC_ID");
    }

    @Test
    void beginsAtTheLastRecordsAtATimestampOrAtAnOffset() throws Exception {
        topic("starts", 1);
        List<JsonObject> records = numbered(0, 10);
        for (int i = 0; i < 10; i++) {
            records.get(i).put("timestamp", 1_000_000_000_000L + i);
        }
        await(bus.produceAll("starts", records));
        Map<String, Integer> first = Map.of("last:3", 7, "timestamp:1000000000004", 4, "6", 6);
        for (Map.Entry<String, Integer> entry : first.entrySet()) {
            Tailed tailed = tail(TailOptions.of("starts").from(entry.getKey()));
            assertThat(tailed.next().getLong("offset")).isEqualTo((long) entry.getValue());
            tailed.stop();
        }
    }

    @Test
    void saysWhatIsWrongWithARequest() {
        assertRefused(DurableBusAddresses.TAIL, new JsonObject().put("topic", "nowhere"), 404, "nowhere");
        assertRefused(DurableBusAddresses.TAIL, new JsonObject().put("topik", "x"), 400, "topik");
        assertRefused(
                DurableBusAddresses.TAIL, new JsonObject().put("topic", "x").put("from", "noon"), 400, "earliest");
        assertRefused(DurableBusAddresses.PRODUCE, new JsonObject().put("value", 1), 400, "topic");
        assertRefused(
                DurableBusAddresses.PRODUCE,
                new JsonObject().put("topic", "a b").put("value", 1),
                400,
                "a b");
        assertRefused(
                DurableBusAddresses.PRODUCE,
                new JsonObject().put("topic", "x").put("value", "?").put("valueEncoding", "base64"),
                400,
                "base64");
    }

    private static void assertRefused(String address, JsonObject request, int code, String word) {
        assertThatThrownBy(() -> await(vertx.eventBus().request(address, request)))
                .hasCauseInstanceOf(ReplyException.class)
                .cause()
                .satisfies(cause ->
                        assertThat(((ReplyException) cause).failureCode()).isEqualTo(code))
                .hasMessageContaining(word);
    }

    /** What a tail brought, record by record. */
    private record Tailed(
            BlockingQueue<JsonObject> received, BlockingQueue<String> ended, Runnable resuming, Runnable stopping) {

        JsonObject next() throws InterruptedException {
            JsonObject record = received.poll(60, TimeUnit.SECONDS);
            assertThat(record).as("the next record").isNotNull();
            return record;
        }

        void resume() {
            resuming.run();
        }

        void stop() {
            stopping.run();
        }
    }

    private Tailed tail(TailOptions options) {
        return tail(options, Long.MAX_VALUE);
    }

    private Tailed tail(TailOptions options, long demand) {
        BlockingQueue<JsonObject> received = new LinkedBlockingQueue<>();
        BlockingQueue<String> ended = new LinkedBlockingQueue<>();
        var context = vertx.getOrCreateContext();
        var begun = Promise.<Tailed>promise();
        context.runOnContext(v -> {
            var tail = bus.tail(options);
            tail.pause().fetch(demand);
            tail.exceptionHandler(cause -> ended.add(String.valueOf(cause.getMessage())));
            tail.handler(record -> {
                JsonObject json = record.place().copy();
                String text = record.value().toString();
                received.add(json.put("value", text.startsWith("{") ? record.json() : text));
            });
            begun.complete(new Tailed(
                    received,
                    ended,
                    () -> context.runOnContext(w -> tail.resume()),
                    () -> context.runOnContext(w -> tail.stop())));
        });
        return await(begun.future());
    }

    private static List<JsonObject> numbered(int from, int to) {
        List<JsonObject> records = new ArrayList<>();
        for (int n = from; n < to; n++) {
            records.add(new JsonObject().put("value", new JsonObject().put("n", n)));
        }
        return records;
    }

    private static List<Integer> take(BlockingQueue<JsonObject> messages, int count) throws InterruptedException {
        List<Integer> numbers = new ArrayList<>();
        while (numbers.size() < count) {
            JsonObject message = messages.poll(60, TimeUnit.SECONDS);
            assertThat(message).as("after %s", numbers).isNotNull();
            for (Object record : message.getJsonArray("records")) {
                numbers.add(((JsonObject) record).getJsonObject("value").getInteger("n"));
            }
        }
        return numbers;
    }

    private static JsonObject request(JsonObject request) {
        return await(vertx.eventBus().<JsonObject>request(DurableBusAddresses.TAIL, request))
                .body();
    }

    private static int credit(String control, int records) {
        return await(vertx.eventBus().<JsonObject>request(control, new JsonObject().put("credit", records)))
                .body()
                .getInteger("credit");
    }

    private static KafkaProducer<String, String> producer(String setting, String value) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", tailwater.bootstrapServers(), setting, value),
                new StringSerializer(),
                new StringSerializer());
    }

    private static Broker broker() {
        return Broker.of(vertx).orElseThrow();
    }

    private static void topic(String name, int partitions) {
        Map<String, String> forEver = Map.of("retention.ms", "-1"); // some timestamps are very old
        await(broker().topics().create(new NewTopic(name, partitions, forEver), false));
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
