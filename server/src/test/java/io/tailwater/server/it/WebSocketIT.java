package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Kafka's producers on one side, a WebSocket client on the other, a broker process between them. */
@Timeout(240)
class WebSocketIT {

    @RegisterExtension
    static final RunningBroker BROKER = RunningBroker.shared();

    private final KafkaClients clients = BROKER.clients();

    private static TailClient tail() {
        return new TailClient(BROKER.process().httpAddress());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void send(Producer<byte[], byte[]> producer, String topic, String key, String value) {
        producer.send(new ProducerRecord<>(topic, 0, bytes(key), bytes(value)));
    }

    private static List<String> keys(List<JsonObject> records) {
        return records.stream().map(record -> record.getString("key")).toList();
    }

    @Test
    void showsRecordsOfEveryCompression() {
        List<String> sent = new ArrayList<>();
        for (String compression : new String[] {"none", "gzip", "snappy", "lz4", "zstd"}) {
            try (Producer<byte[], byte[]> producer =
                    clients.producer("compression.type", compression, "linger.ms", 50, "batch.size", 100_000)) {
                for (int i = 0; i < 2_000; i++) {
                    String key = compression + "-" + i;
                    send(
                            producer,
                            "ws-compressed",
                            key,
                            "{\"compression\": \"" + compression + "\", \"n\": " + i + "}");
                    sent.add(key);
                }
            }
        }
        try (TailClient tail = tail().subscribe("ws-compressed", "earliest", "committed")) {
            List<JsonObject> records = tail.records(sent.size());

            assertThat(keys(records)).isEqualTo(sent);
            assertThat(records.get(9_999).getJsonObject("value").getInteger("n"))
                    .isEqualTo(1_999);
            assertThat(records.stream().map(record -> record.getLong("offset")))
                    .isEqualTo(LongStream.range(0, 10_000).boxed().toList());
        }
    }

    @Test
    void showsCommittedRecordsOnlyUnlessAskedForAll() {
        try (Admin admin = clients.admin()) {
            new Topics(admin).create("ws-transactions", 1);
        }
        try (Producer<byte[], byte[]> producer = clients.producer("transactional.id", "ws");
                TailClient committed = tail().subscribe("ws-transactions", "earliest", "committed");
                TailClient everything = tail().subscribe("ws-transactions", "earliest", "uncommitted")) {
            committed.next("subscribed");
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, "ws-transactions", "aborted", "x");
            producer.flush();
            producer.abortTransaction();
            producer.beginTransaction();
            send(producer, "ws-transactions", "committed", "x");
            producer.flush();
            assertThat(keys(everything.records(2))).containsExactly("aborted", "committed");
            producer.commitTransaction();

            assertThat(keys(committed.records(1))).containsExactly("committed");
        }
    }

    @Test
    void goesOnWithTheNextRecordWhenItComesBack() {
        try (Producer<byte[], byte[]> producer = clients.producer()) {
            for (int i = 0; i < 1_000; i++) {
                send(producer, "ws-resumed", "" + i, "x".repeat(300));
            }
        }
        List<String> seen = new ArrayList<>();
        long next = 0;
        while (seen.size() < 1_000) {
            try (TailClient tail = tail().subscribe("ws-resumed", new JsonObject().put("offset", next), "committed")) {
                JsonObject message = tail.next("records");
                message.getJsonArray("records").forEach(record -> seen.add(((JsonObject) record).getString("key")));
                next = message.getLong("next");
            }
        }
        assertThat(seen).hasSize(1_000).doesNotHaveDuplicates().endsWith("999");
    }
}
