package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.BrokerVerticle;
import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.config.BrokerConfigReader;
import io.tailwater.core.config.ConfigLayer;
import io.tailwater.server.Tailwater;
import io.tailwater.tcp.KafkaServerVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The other ways to run a broker: by the Vert.x launcher, as verticles in somebody's Vert.x, inside any JVM. */
@Timeout(240)
class LauncherIT {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"mmap", "chronicle"})
    void runsByTheVertxLauncherWithAFileAndNoJvmOptions(String engine) throws Exception {
        int port = FreePort.belowEphemeral();
        JsonObject config = config(port);
        config.getJsonObject("storage").put("engine", engine);
        Path conf = Files.writeString(directory.resolve("tailwater.json"), config.encode());
        List<String> command =
                List.of(BrokerProcess.java(), "-jar", BrokerProcess.jar().toString(), "-conf", conf.toString());

        try (BrokerProcess broker = BrokerProcess.run(command)) {
            broker.awaitLine("kept by the " + engine + " engine");
            broker.awaitLine("Kafka clients connect to port " + port);
            assertServes("127.0.0.1:" + port);
        }
    }

    @Test
    void isDeployedByNameBesideOtherVerticles() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            DeploymentOptions configured = new DeploymentOptions().setConfig(config(0));
            await(vertx.deployVerticle(BrokerVerticle.class.getName(), configured));
            await(vertx.deployVerticle(KafkaServerVerticle.class.getName()));

            assertServes("127.0.0.1:" + KafkaServerVerticle.port(vertx).orElseThrow());
        } finally {
            await(vertx.close());
        }
    }

    @Test
    void isEmbeddedTwiceInOneJvm() {
        try (Tailwater first = Tailwater.start(embedded("first"));
                Tailwater second = Tailwater.start(embedded("second"))) {
            assertThat(first.kafkaPort()).isNotEqualTo(second.kafkaPort());
            assertServes(first.bootstrapServers());
            assertServes(second.bootstrapServers());
        }
        try (Tailwater again = Tailwater.start(embedded("first"))) {
            KafkaClients clients = new KafkaClients(again.bootstrapServers());
            assertThat(PartitionReader.readAll(clients, new TopicPartition("served", 0)))
                    .hasSize(500);
        }
    }

    /** Writes and reads with real clients. */
    private static void assertServes(String address) {
        KafkaClients clients = new KafkaClients(address);
        try (var producer = clients.producer()) {
            SentRecords sent = SentRecords.send(producer, new SampleRecords(1).of("served", 1, 500));
            sent.assertAreAll(PartitionReader.readAll(clients, sent.partitions()));
        }
    }

    private BrokerConfig embedded(String name) {
        JsonObject config = config(0);
        config.getJsonObject("storage").put("directory", directory.resolve(name).toString());
        return BrokerConfigReader.read(List.of(ConfigLayer.of("the test", config)));
    }

    private JsonObject config(int port) {
        return new JsonObject()
                .put("kafka", new JsonObject().put("port", port))
                .put("http", new JsonObject().put("port", 0))
                .put(
                        "storage",
                        new JsonObject()
                                .put("directory", directory.resolve("data").toString()));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
