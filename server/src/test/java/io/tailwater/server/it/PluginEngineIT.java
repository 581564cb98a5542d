package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.examples.simple.SimpleLogStorageProvider;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An engine of somebody else's, the example's, that a broker finds in a directory of jars. */
@Timeout(240)
class PluginEngineIT {

    @TempDir
    Path directory;

    private Path plugins;

    @BeforeEach
    void dropTheJarIn() throws Exception {
        plugins = Files.createDirectory(directory.resolve("plugins"));
        Path jar = exampleJar();
        Files.copy(jar, plugins.resolve(jar.getFileName()));
    }

    private static Path exampleJar() throws URISyntaxException {
        Path found = Path.of(SimpleLogStorageProvider.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        assertThat(found).as("the build's jar").isRegularFile();
        return found;
    }

    private BrokerSetup simple() {
        return BrokerSetup.in(directory.resolve("data")).withOption("--storage").withOption("simple");
    }

    private BrokerSetup pluggedIn() {
        return simple().withOption("--plugins").withOption(plugins.toString());
    }

    @Test
    void servesClientsAndKeepsWhatItAcknowledgedWhenKilled() {
        SentRecords sent;
        TopicPartition partition = new TopicPartition("kept", 0);
        try (BrokerProcess broker = BrokerProcess.start(pluggedIn())) {
            broker.awaitLine("kept by the simple engine");
            KafkaClients clients = new KafkaClients(broker.address());
            try (Admin admin = clients.admin();
                    Producer<byte[], byte[]> producer = clients.producer("compression.type", "zstd");
                    Consumer<byte[], byte[]> consumer = clients.consumer("group.id", "readers")) {
                new Topics(admin).create("kept", 3, "segment.bytes", "100000");
                sent = SentRecords.send(producer, new SampleRecords(3).of("kept", 3, 4_000));
                consumer.assign(Set.of(partition));
                consumer.commitSync(Map.of(partition, new OffsetAndMetadata(17)));
            }
            broker.kill9();
        }

        for (int start = 0; start < 2; start++) {
            try (BrokerProcess broker = BrokerProcess.start(pluggedIn())) {
                KafkaClients clients = new KafkaClients(broker.address());
                sent.assertAreAll(PartitionReader.readAll(clients, sent.partitions()));
                try (Consumer<byte[], byte[]> consumer = clients.consumer("group.id", "readers")) {
                    assertThat(consumer.committed(Set.of(partition), Duration.ofSeconds(60)))
                            .containsEntry(partition, new OffsetAndMetadata(17));
                }
                assertThat(broker.terminate()).as(broker.output()).isZero();
            }
        }
    }

    @Test
    void isAskedForNothingThatItDoesNotDeclare() {
        try (BrokerProcess broker = BrokerProcess.start(pluggedIn());
                Admin admin = new KafkaClients(broker.address()).admin()) {
            NewTopic compacted = new NewTopic("latest", 1, (short) 1).configs(Map.of("cleanup.policy", "compact"));

            assertThat(Topics.refusal(admin.createTopics(List.of(compacted)).all()))
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("storage engine cannot compact");
            new Topics(admin).create("latest", 1);
            broker.terminate();
        }
    }

    @Test
    void isNotThereWithoutTheDirectory() {
        try (BrokerProcess broker = BrokerProcess.launch(simple())) {
            broker.awaitLine("There is no storage engine 'simple' (storage.engine): the class path has ");
            assertThat(broker.exitCode()).isEqualTo(2);
        }
    }
}
