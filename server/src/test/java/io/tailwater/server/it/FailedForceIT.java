package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.core.BrokerEnvironment;
import io.tailwater.core.BrokerVerticle;
import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.spi.file.SystemFiles;
import io.tailwater.storage.tck.file.Fault;
import io.tailwater.storage.tck.file.FaultyFiles;
import io.tailwater.tcp.KafkaServerVerticle;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk fails to force one log, once, and would do it the next time: that log takes no more, and everything else goes on. */
@Timeout(120)
class FailedForceIT {

    private static final TopicPartition FAILING = new TopicPartition("failing", 0);

    @TempDir
    Path directory;

    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord record) {
            said.add(record.getMessage());
        }

        @Override
        public void flush() {
            // Nothing is held.
        }

        @Override
        public void close() {
            // Nothing to close.
        }
    };

    @Test
    void isNeverRetriedIntoSuccess() throws Exception {
        Logger logger = Logger.getLogger("io.tailwater");
        logger.addHandler(listener);
        FaultyFiles files = new FaultyFiles(new SystemFiles());
        Path data = directory.resolve("data");
        Vertx vertx = start(data, files);
        try {
            KafkaClients clients = new KafkaClients(
                    "127.0.0.1:" + KafkaServerVerticle.port(vertx).orElseThrow());
            try (Admin admin = clients.admin();
                    Producer<byte[], byte[]> producer =
                            clients.producer("acks", "all", "retries", 0, "enable.idempotence", false)) {
                new Topics(admin).create("failing", 1);
                new Topics(admin).create("working", 1);
                send(producer, "failing", "acknowledged");

                files.inject(Fault.at(Fault.Call.FORCE).below(data.resolve("failing-0")));
                assertThatThrownBy(() -> send(producer, "failing", "lost"))
                        .hasCauseInstanceOf(KafkaStorageException.class);
                files.heal();

                for (int i = 0; i < 3; i++) {
                    assertThatThrownBy(() -> send(producer, "failing", "refused"))
                            .hasCauseInstanceOf(KafkaStorageException.class);
                }
                send(producer, "working", "goes on");
                List<String> read = PartitionReader.readAll(clients, FAILING).stream()
                        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                        .toList();
                assertThat(read).startsWith("acknowledged").doesNotContain("refused");
                assertThat(said)
                        .filteredOn(line -> line.contains("Storage failed"))
                        .hasSize(1);
            }
        } finally {
            logger.removeHandler(listener);
            vertx.close().otherwiseEmpty().await(60, TimeUnit.SECONDS);
        }
        Vertx again = start(data, new FaultyFiles(new SystemFiles()));
        try {
            KafkaClients clients = new KafkaClients(
                    "127.0.0.1:" + KafkaServerVerticle.port(again).orElseThrow());
            try (Producer<byte[], byte[]> producer = clients.producer()) {
                send(producer, "failing", "taken again");
            }
            assertThat(PartitionReader.readAll(clients, FAILING))
                    .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
                    .startsWith("acknowledged")
                    .endsWith("taken again");
        } finally {
            again.close().await(60, TimeUnit.SECONDS);
        }
    }

    private static void send(Producer<byte[], byte[]> producer, String topic, String value) throws Exception {
        producer.send(new ProducerRecord<>(topic, value.getBytes(StandardCharsets.UTF_8)))
                .get(60, TimeUnit.SECONDS);
    }

    private static Vertx start(Path data, FaultyFiles files) throws Exception {
        Vertx vertx = Vertx.vertx();
        BrokerEnvironment environment =
                new BrokerEnvironment(files, InstantSource.system(), UUID::randomUUID, BrokerMetrics.NONE);
        BrokerConfig config = BrokerConfig.DEFAULTS.withDataDirectory(data).withKafkaPort(0);
        vertx.deployVerticle(new BrokerVerticle(config, environment)).await(60, TimeUnit.SECONDS);
        vertx.deployVerticle(new KafkaServerVerticle()).await(60, TimeUnit.SECONDS);
        return vertx;
    }
}
