package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code tailwater.js} in Node and the console in Chromium do what their users do, with Kafka clients on the other side and
 * brokers that go away and come back. The programs are in {@code src/test/clients/js}.
 */
@Timeout(600)
class BrowserClientsIT {

    private static final Path PROGRAMS = Path.of("src", "test", "clients", "js");
    private static final Path NODE_22 =
            Path.of("..", "web", "src", "test", "js", "node_modules", "node", "bin", "node");
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final int LIMIT_SECONDS = 250;
    private static final int RECORDS = 500;

    @TempDir
    Path directory;

    @Test
    void tailwaterJsMissesAndRepeatsNothing() throws Exception {
        tailsFromNode("node");
    }

    @Test
    void tailwaterJsMissesAndRepeatsNothingWithTheWebSocketOfNode22() throws Exception {
        ForeignProgram.need(Files.isExecutable(NODE_22), "Node 22", "npm ci --prefix web/src/test/js");
        tailsFromNode(NODE_22.toString());
    }

    private void tailsFromNode(String node) throws Exception {
        needPackage("ws");
        try (ReturningBroker broker = new ReturningBroker(directory.resolve("data"))) {
            produceWithEveryCompression(new KafkaClients(broker.kafkaAddress()));

            passes(node, "tailwater.js", broker);
        }
    }

    @Test
    void theConsoleShowsWhatHappens() throws Exception {
        needPackage("playwright-core");
        ForeignProgram.need(Files.isExecutable(CHROMIUM), "Chromium", "apt-get install chromium");
        try (ReturningBroker broker = new ReturningBroker(directory.resolve("data"))) {
            passes("node", "console.js", broker);
        }
    }

    private static void passes(String node, String program, ReturningBroker broker) throws IOException {
        List<String> said = Conversation.run(
                List.of(node, PROGRAMS.resolve(program).toString(), broker.kafkaAddress(), broker.httpAddress()),
                LIMIT_SECONDS,
                broker.actions());

        assertThat(said).filteredOn(line -> line.startsWith("ok ")).hasSizeGreaterThan(8);
    }

    private static void needPackage(String name) {
        ForeignProgram.need(
                Files.isDirectory(PROGRAMS.resolve("node_modules").resolve(name)),
                name,
                "npm ci --prefix server/src/test/clients/js");
    }

    private static void produceWithEveryCompression(KafkaClients clients) throws Exception {
        try (Admin admin = clients.admin()) {
            new Topics(admin).create("every-compression", 1);
        }
        for (String compression : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
            try (Producer<byte[], byte[]> producer =
                    clients.producer("compression.type", compression, "linger.ms", "50", "batch.size", "20000")) {
                for (int i = 0; i < RECORDS; i++) {
                    String key = compression + "-" + i;
                    producer.send(new ProducerRecord<>(
                            "every-compression", bytes(key), bytes(key + " " + "abcdefgh".repeat(25))));
                }
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
