package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tailwater.server.it.ForeignProgram.Running;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Streams application that has lost its state has it again from its changelog, of which compaction left the last counts. */
@Timeout(500)
class CompactedChangelogIT {

    private static final String CONF = """
            {"storage": {"compaction": {"intervalMillis": 50}}}""";

    @TempDir
    Path directory;

    @Test
    void isRestoredFrom() throws Exception {
        try (BrokerProcess broker =
                BrokerProcess.start(BrokerSetup.in(directory.resolve("data")).withConf(CONF))) {
            KafkaClients clients = new KafkaClients(broker.address());
            CountedWords words = new CountedWords(clients);
            ForeignProgram wordCount = ForeignProgram.java("kafka-streams", "io.tailwater.clients.streams.WordCount");
            try (Admin admin = clients.admin()) {
                Topics topics = new Topics(admin);
                topics.create("lines", 1);
                topics.create("counts", 1);
                words.write("lines");
                try (Running first = wordCount.start(directory.resolve("first"), arguments(broker, "state"))) {
                    words.await("counts", CountedWords.LINES, first);
                    first.finish();
                }
                TopicPartition changelog = changelog(admin);
                long end = topics.endOffset(changelog);
                compactSoon(admin, changelog.topic());
                await().atMost(Duration.ofMinutes(2))
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> PartitionReader.readAll(clients, changelog).size()
                                == CountedWords.expected(1).size());
                assertThat(topics.endOffset(changelog)).isGreaterThanOrEqualTo(end);
            }
            words.write("lines");
            try (Running second = wordCount.start(directory.resolve("second"), arguments(broker, "new-state"))) {
                words.await("counts", 2 * CountedWords.LINES, second);
                second.finish();
            }
            assertThat(words.in("counts")).isEqualTo(CountedWords.expected(2 * CountedWords.LINES));
        }
    }

    private String[] arguments(BrokerProcess broker, String state) {
        return new String[] {
            broker.address(), "lines", "counts", directory.resolve(state).toString(), "at_least_once"
        };
    }

    private static TopicPartition changelog(Admin admin) {
        return Topics.await(admin.listTopics().names()).stream()
                .filter(name -> name.endsWith("-changelog"))
                .map(name -> new TopicPartition(name, 0))
                .findFirst()
                .orElseThrow();
    }

    private static void compactSoon(Admin admin, String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        ConfigEntry soon = new ConfigEntry("max.compaction.lag.ms", "1");
        Topics.await(admin.incrementalAlterConfigs(
                        Map.of(resource, List.of(new AlterConfigOp(soon, AlterConfigOp.OpType.SET))))
                .all());
    }
}
