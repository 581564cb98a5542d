package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.server.it.ForeignProgram.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's own command-line tools, each in a JVM of its own as its script starts it. */
@Timeout(500)
class KafkaToolsIT {

    @RegisterExtension
    static final RunningBroker BROKER = RunningBroker.shared();

    @TempDir
    static Path directory;

    @Test
    void topicsConfigsAndOffsetsAreManaged() throws Exception {
        topics("--create", "--topic", "managed", "--partitions", "2", "--config", "retention.ms=3600000");
        topics("--alter", "--topic", "managed", "--partitions", "3");
        configs(
                "--alter",
                "--entity-type",
                "topics",
                "--entity-name",
                "managed",
                "--add-config",
                "max.message.bytes=2000");

        assertThat(topics("--describe", "--topic", "managed"))
                .contains("PartitionCount: 3")
                .contains("retention.ms=3600000", "max.message.bytes=2000");
        assertThat(configs("--describe", "--entity-type", "topics", "--entity-name", "managed", "--all"))
                .contains("max.message.bytes=2000", "DYNAMIC_TOPIC_CONFIG:max.message.bytes=2000")
                .contains("cleanup.policy=delete");

        console("managed", lines(30));
        assertThat(sum(tool("org.apache.kafka.tools.GetOffsetShell", "--topic", "managed")
                        .lines()))
                .isEqualTo(30);

        Path offsets = Files.writeString(directory.resolve("delete.json"), """
                {"partitions": [{"topic": "managed", "partition": 0, "offset": -1},
                                {"topic": "managed", "partition": 1, "offset": -1},
                                {"topic": "managed", "partition": 2, "offset": -1}], "version": 1}""");
        tool("org.apache.kafka.tools.DeleteRecordsCommand", "--offset-json-file", offsets.toString())
                .succeeds();
        assertThat(sum(tool("org.apache.kafka.tools.GetOffsetShell", "--topic", "managed", "--time", "earliest")
                        .lines()))
                .isEqualTo(30);

        assertThat(tool("org.apache.kafka.tools.LogDirsCommand", "--describe", "--topic-list", "managed")
                        .succeeds())
                .contains("\"managed-2\"");
        topics("--delete", "--topic", "managed");
        assertThat(topics("--list").lines()).doesNotContain("managed");
    }

    @Test
    void theConsoleConsumerReadsInAGroupAndTheGroupToolMovesIt() throws Exception {
        topics("--create", "--topic", "watched", "--partitions", "2");
        console("watched", lines(100));

        assertThat(consumed("watched", "watchers", 100)).containsExactlyInAnyOrderElementsOf(lines(100));
        assertThat(groups("--describe", "--group", "watchers"))
                .contains("watched")
                .containsPattern("watched +0 +\\d+ +\\d+ +0");
        assertThat(groups("--describe", "--group", "watchers", "--state")).contains("Empty");
        assertThat(groups("--list")).contains("watchers");

        groups("--reset-offsets", "--group", "watchers", "--topic", "watched", "--to-earliest", "--execute");
        assertThat(consumed("watched", "watchers", 100)).hasSize(100);

        groups("--delete-offsets", "--group", "watchers", "--topic", "watched");
        groups("--delete", "--group", "watchers");
        assertThat(groups("--list").lines()).doesNotContain("watchers");
    }

    @Test
    void theGroupToolShowsGroupsOfTheNewProtocol() throws Exception {
        topics("--create", "--topic", "newly-watched", "--partitions", "2");
        console("newly-watched", lines(10));
        try (Consumer<byte[], byte[]> consumer = BROKER.clients()
                .consumer("group.id", "new-watchers", "group.protocol", "consumer", "auto.offset.reset", "earliest")) {
            consumer.subscribe(List.of("newly-watched"));
            while (consumer.poll(Duration.ofMillis(100)).isEmpty()) {
                Thread.onSpinWait();
            }
            consumer.commitSync();
            assertThat(groups("--describe", "--group", "new-watchers", "--state"))
                    .containsPattern("new-watchers .*uniform +Stable +1");
            assertThat(groups("--describe", "--group", "new-watchers", "--members", "--verbose"))
                    .containsPattern("new-watchers .*newly-watched:0,1");
            assertThat(groups("--describe", "--group", "new-watchers")).containsPattern("newly-watched +0 ");
            assertThat(groups("--list", "--type", "consumer")).contains("new-watchers");
        }
    }

    @Test
    void theConsoleShareConsumerReadsAndTheShareGroupToolMovesItsGroup() throws Exception {
        topics("--create", "--topic", "for-sharers", "--partitions", "2");
        configs(
                "--alter",
                "--entity-type",
                "groups",
                "--entity-name",
                "sharers",
                "--add-config",
                "share.auto.offset.reset=earliest");
        console("for-sharers", lines(60));

        assertThat(shared("for-sharers", "sharers", 60)).containsExactlyInAnyOrderElementsOf(lines(60));
        assertThat(shareGroups("--list")).contains("sharers");
        assertThat(shareGroups("--describe", "--group", "sharers", "--state")).contains("Empty");
        assertThat(shareGroups("--describe", "--group", "sharers", "--offsets"))
                .containsPattern("sharers +for-sharers +[01] +\\d+ +0");

        shareGroups("--reset-offsets", "--group", "sharers", "--topic", "for-sharers", "--to-earliest", "--execute");
        assertThat(shared("for-sharers", "sharers", 60)).hasSize(60);

        shareGroups("--delete-offsets", "--group", "sharers", "--topic", "for-sharers");
        shareGroups("--delete", "--group", "sharers");
        assertThat(shareGroups("--list").lines()).doesNotContain("sharers");
    }

    private static List<String> shared(String topic, String group, int count) throws IOException, InterruptedException {
        return new ForeignProgram(kafka("org.apache.kafka.tools.consumer.ConsoleShareConsumer"))
                        .run(
                                "--topic",
                                topic,
                                "--group",
                                group,
                                "--max-messages",
                                "" + count,
                                "--bootstrap-server",
                                BROKER.address())
                        .lines()
                        .stream()
                        .filter(line -> line.startsWith("line "))
                        .toList();
    }

    private static String shareGroups(String... arguments) throws IOException, InterruptedException {
        return tool("org.apache.kafka.tools.consumer.group.ShareGroupCommand", arguments)
                .succeeds();
    }

    @Test
    void performanceToolsRun() throws Exception {
        topics("--create", "--topic", "performance");
        Outcome produced = new ForeignProgram(kafka("org.apache.kafka.tools.ProducerPerformance"))
                .run(
                        "--topic",
                        "performance",
                        "--num-records",
                        "50000",
                        "--record-size",
                        "100",
                        "--throughput",
                        "-1",
                        "--bootstrap-server",
                        BROKER.address());
        assertThat(produced.succeeds()).contains("50000 records sent");

        Outcome consumed = new ForeignProgram(kafka("org.apache.kafka.tools.ConsumerPerformance"))
                .run(
                        "--topic",
                        "performance",
                        "--num-records",
                        "50000",
                        "--group",
                        "performance",
                        "--timeout",
                        "60000",
                        "--bootstrap-server",
                        BROKER.address());
        assertThat(consumed.lines().get(consumed.lines().size() - 1)).contains("50000");
    }

    @Test
    void verifiableClientsOfBothLinesAgree() throws Exception {
        topics("--create", "--topic", "verified", "--partitions", "3");
        for (String module : List.of("kafka-tools", "kafka-3")) {
            assertThat(ForeignProgram.java(module, "org.apache.kafka.tools.VerifiableProducer")
                            .run(
                                    "--bootstrap-server",
                                    BROKER.address(),
                                    "--topic",
                                    "verified",
                                    "--max-messages",
                                    "500",
                                    "--acks",
                                    "-1")
                            .succeeds())
                    .contains("\"acked\":500");
            assertThat(ForeignProgram.java(module, "org.apache.kafka.tools.VerifiableConsumer")
                            .run(
                                    "--bootstrap-server",
                                    BROKER.address(),
                                    "--topic",
                                    "verified",
                                    "--group-id",
                                    "verified-" + module,
                                    "--max-messages",
                                    "500",
                                    "--reset-policy",
                                    "earliest")
                            .succeeds())
                    .contains("\"name\":\"offsets_committed\"")
                    .contains("\"success\":true");
        }
    }

    @Test
    void quotasAreSetToldAndTakenAway() throws Exception {
        configs(
                "--alter",
                "--add-config",
                "producer_byte_rate=1024000,request_percentage=1250.5",
                "--entity-type",
                "users",
                "--entity-name",
                "ann");
        configs(
                "--alter",
                "--add-config",
                "connection_creation_rate=500",
                "--entity-type",
                "ips",
                "--entity-name",
                "192.0.2.1");

        assertThat(configs("--describe", "--entity-type", "users", "--entity-name", "ann"))
                .contains("ann", "producer_byte_rate=1024000.0", "request_percentage=1250.5");

        configs(
                "--alter",
                "--delete-config",
                "producer_byte_rate,request_percentage",
                "--entity-type",
                "users",
                "--entity-name",
                "ann");
        try (Admin admin = BROKER.clients().admin()) {
            ClientQuotaEntity address = new ClientQuotaEntity(Map.of(ClientQuotaEntity.IP, "192.0.2.1"));
            assertThat(Topics.await(
                            admin.describeClientQuotas(ClientQuotaFilter.all()).entities()))
                    .containsOnly(Map.entry(address, Map.of("connection_creation_rate", 500.0)));
        }
    }

    private static List<String> lines(int count) {
        return IntStream.range(0, count).mapToObj(i -> "line " + i).toList();
    }

    private static long sum(List<String> offsets) {
        return offsets.stream()
                .filter(line -> line.startsWith("managed:"))
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(':') + 1)))
                .sum();
    }

    private static void console(String topic, List<String> lines) throws IOException, InterruptedException {
        new ForeignProgram(kafka("org.apache.kafka.tools.ConsoleProducer"))
                .run(lines, "--topic", topic, "--bootstrap-server", BROKER.address())
                .succeeds();
    }

    private static List<String> consumed(String topic, String group, int count)
            throws IOException, InterruptedException {
        return new ForeignProgram(kafka("org.apache.kafka.tools.consumer.ConsoleConsumer"))
                        .run(
                                "--topic",
                                topic,
                                "--group",
                                group,
                                "--max-messages",
                                "" + count,
                                "--bootstrap-server",
                                BROKER.address(),
                                "--consumer-property",
                                "auto.offset.reset=earliest")
                        .lines()
                        .stream()
                        .filter(line -> line.startsWith("line "))
                        .toList();
    }

    private static String topics(String... arguments) throws IOException, InterruptedException {
        return tool("org.apache.kafka.tools.TopicCommand", arguments).succeeds();
    }

    private static String configs(String... arguments) throws IOException, InterruptedException {
        return tool("kafka.admin.ConfigCommand", arguments).succeeds();
    }

    private static String groups(String... arguments) throws IOException, InterruptedException {
        return tool("org.apache.kafka.tools.consumer.group.ConsumerGroupCommand", arguments)
                .succeeds();
    }

    private static Outcome tool(String mainClass, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("--bootstrap-server", BROKER.address()));
        all.addAll(Arrays.asList(arguments));
        return new ForeignProgram(kafka(mainClass)).run(all.toArray(String[]::new));
    }

    private static List<String> kafka(String mainClass) throws IOException {
        return ForeignProgram.java("kafka-tools", mainClass).command();
    }
}
