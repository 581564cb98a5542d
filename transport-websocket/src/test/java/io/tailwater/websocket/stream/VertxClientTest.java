package io.tailwater.websocket.stream;

import static io.tailwater.websocket.BrokerForTests.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.partition.Acks;
import io.tailwater.core.partition.AppendOutcome;
import io.tailwater.core.partition.PartitionAppend;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.record.BatchBuilder;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.websocket.BrokerForTests;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Vert.x's client, with compression, against a broker that takes batches it has not looked into. */
@Timeout(180)
class VertxClientTest {

    private static BrokerForTests broker;
    private static WebSocketClient client; // held, because Vert.x closes a client that nobody holds

    @BeforeAll
    static void start(@TempDir Path directory) {
        broker = new BrokerForTests(
                directory,
                new JsonObject().put("webSocket", new JsonObject().put("compression", true)),
                new JsonObject().put("producers", new JsonObject().put("check", "header")));
        client =
                broker.vertx().createWebSocketClient(new WebSocketClientOptions().setTryUsePerMessageCompression(true));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static BlockingQueue<JsonObject> tail(String topic) {
        WebSocket socket = await(client.connect(new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(broker.port())
                .setURI("/v1/stream")
                .addSubProtocol(StreamEntrance.TEXT)));
        assertThat(socket.headers().get("Sec-WebSocket-Extensions")).contains("permessage-deflate");
        BlockingQueue<JsonObject> messages = new LinkedBlockingQueue<>();
        socket.textMessageHandler(text -> messages.add(new JsonObject(text)));
        socket.writeTextMessage(StreamMessages.subscribe(topic, "earliest").encode());
        return messages;
    }

    private static JsonObject next(BlockingQueue<JsonObject> messages, String type) throws InterruptedException {
        while (true) {
            JsonObject message = messages.poll(60, TimeUnit.SECONDS);
            assertThat(message).as("a message of type " + type).isNotNull();
            if (message.getString("type").equals(type)) {
                return message;
            }
        }
    }

    private static ByteBuffer batch(String... values) {
        BatchBuilder builder = broker.broker().recordFormat().newBatch(-1, (short) -1);
        for (String value : values) {
            builder.append(1000, null, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
        }
        return builder.build();
    }

    /** Says that it is compressed, which it is not, under a checksum that says that it is as it should be. */
    private static ByteBuffer undecodable(ByteBuffer batch) {
        batch.putShort(RecordBatchHeader.CRC_COVERS_FROM, (short) 4);
        CRC32C crc = new CRC32C();
        crc.update(batch.duplicate().position(RecordBatchHeader.CRC_COVERS_FROM));
        RecordBatchHeader.setCrc(batch, 0, crc.getValue());
        return batch;
    }

    private static void append(String topic, ByteBuffer batch) {
        PartitionKey key = new PartitionKey(broker.broker().topics().find(topic).id(), 0);
        Context context = broker.vertx().getOrCreateContext();
        Promise<List<AppendOutcome>> done = Promise.promise();
        context.runOnContext(v -> broker.broker()
                .partitions()
                .appends(context)
                .append(List.of(new PartitionAppend(key, batch)), Acks.WRITTEN)
                .onComplete(done));
        assertThat(await(done.future())).allMatch(AppendOutcome.Appended.class::isInstance);
    }

    @Test
    void getsTheSameRecordsCompressed() throws InterruptedException {
        broker.createTopic("compressed", 1);
        append("compressed", batch("a".repeat(10_000), "b"));
        JsonObject records = next(tail("compressed"), "records");

        assertThat(records.getJsonArray("records").getJsonObject(0).getString("value"))
                .isEqualTo("a".repeat(10_000));
        assertThat(records.getLong("next")).isEqualTo(2);
    }

    @Test
    void isToldOfABatchThatDoesNotDecodeAndGetsWhatFollows() throws InterruptedException {
        broker.createTopic("damaged", 1);
        append("damaged", batch("before"));
        append("damaged", undecodable(batch("lost", "lost")));
        append("damaged", batch("after"));
        BlockingQueue<JsonObject> messages = tail("damaged");

        assertThat(next(messages, "records").getLong("next")).isEqualTo(1);
        JsonObject skipped = next(messages, "skipped");
        assertThat(skipped.getString("reason")).isEqualTo("damaged");
        assertThat(skipped.getLong("from")).isEqualTo(1);
        assertThat(skipped.getLong("to")).isEqualTo(3);
        JsonObject after = next(messages, "records").getJsonArray("records").getJsonObject(0);
        assertThat(after.getLong("offset")).isEqualTo(3);
        assertThat(after.getString("value")).isEqualTo("after");
    }
}
