package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.server.it.ForeignProgram.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kafka's command-line tools for those who look after brokers: transactions that hang, files, versions, the cluster. */
@Timeout(500)
class KafkaAdminToolsIT {

    @RegisterExtension
    static final RunningBroker BROKER = RunningBroker.shared();

    @TempDir
    Path directory;

    @Test
    void aTransactionThatHangsIsFoundAndAborted() throws Exception {
        TopicPartition partition = created("hanging");
        try (Producer<byte[], byte[]> owner = BROKER.clients()
                .producer(
                        "transactional.id", "forgetful", "transaction.timeout.ms", 600_000)) { // tools take their time
            owner.initTransactions();
            owner.beginTransaction();
            send(owner, partition, "never decided");
            owner.flush();

            assertThat(transactions("list")).containsPattern("forgetful\\s+1\\s+\\d+\\s+Ongoing");
            assertThat(transactions("describe", "--transactional-id", "forgetful"))
                    .contains("Ongoing", "hanging-0");
            assertThat(transactions("describe-producers", "--topic", "hanging", "--partition", "0"))
                    .containsPattern("\\d+\\s+\\d+\\s+-?\\d+\\s+0\\s+\\d+\\s+0"); // the last is where it began
            assertThat(readable(partition)).isZero();

            transactions("abort", "--topic", "hanging", "--partition", "0", "--start-offset", "0");

            assertThat(readable(partition)).isEqualTo(2);
            assertThat(transactions("find-hanging", "--broker-id", "1", "--topic", "hanging"))
                    .doesNotContain("forgetful");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mmap", "chronicle"})
    void dumpLogReadsWhatABrokerLeavesTransactionsAndOffsetsToo(String engine) throws Exception {
        TopicPartition partition = new TopicPartition("dumped", 0);
        try (BrokerProcess broker =
                BrokerProcess.start(BrokerSetup.in(directory).withEngine(engine))) {
            KafkaClients clients = new KafkaClients(broker.address());
            try (Producer<byte[], byte[]> producer = clients.producer("transactional.id", "dumper");
                    Consumer<byte[], byte[]> consumer = clients.consumer("group.id", "dumpers")) {
                producer.initTransactions();
                producer.beginTransaction();
                send(producer, partition, "kept");
                producer.commitTransaction();
                consumer.assign(List.of(partition));
                consumer.commitSync(Map.of(partition, new OffsetAndMetadata(1)));
            }
            try (Admin admin = clients.admin()) {
                new Topics(admin).awaitNoTransaction(partition);
            }
            assertThat(broker.terminate()).as(broker.output()).isZero();
        }

        assertThat(dump("dumped-0", "--deep-iteration", "--print-data-log"))
                .contains("payload: kept", "endTxnMarker: COMMIT")
                .doesNotContain("isvalid: false");
        assertThat(dump("__consumer_offsets-0", "--offsets-decoder")).contains("dumpers", "dumped");
        assertThat(dump("__transaction_state-0", "--transaction-log-decoder"))
                .contains("dumper", "\"transactionStatus\":2");
    }

    @Test
    void apiVersionsAreTold() throws Exception {
        assertThat(tool("BrokerApiVersionsCommand"))
                .contains("(id: 1 rack: null", "Produce(0): ", "TxnOffsetCommit(28): ")
                .contains("ListTransactions(66): 0 to 2");
    }

    @Test
    @Tag("thorough")
    void committedOffsetsAreMovedInEveryWay() throws Exception {
        TopicPartition partition = created("moved");
        try (Producer<byte[], byte[]> producer = BROKER.clients().producer()) {
            for (int i = 0; i < 10; i++) {
                send(producer, partition, "record");
            }
        }
        assertThat(reset("--to-offset", "7")).isEqualTo(7);
        assertThat(reset("--shift-by", "-3")).isEqualTo(4);
        assertThat(reset("--to-latest")).isEqualTo(10);
        assertThat(reset("--by-duration", "PT1H")).isZero();
        assertThat(reset("--to-datetime", "2020-01-01T00:00:00.000")).isZero();
    }

    @Test
    @Tag("thorough")
    void aSingleNodeAnswersToolsThatAreAboutMany() throws Exception {
        created("single");
        assertThat(tool("GroupsCommand", "--list")).contains("GROUP");
        assertThat(raw("ClusterTool", "cluster-id", "--bootstrap-server", BROKER.address())
                        .succeeds())
                .contains("Cluster ID:");
        assertThat(tool("FeatureCommand", "describe")).contains("transaction.version");
        assertThat(tool("MetadataQuorumCommand", "describe", "--status")).contains("LeaderId:");
        assertThat(raw(
                                "LeaderElectionCommand",
                                "--bootstrap-server",
                                BROKER.address(),
                                "--election-type",
                                "PREFERRED",
                                "--topic",
                                "single",
                                "--partition",
                                "0")
                        .succeeds())
                .contains("single-0");
        raw("EndToEndLatency", BROKER.address(), "single", "200", "all", "100").succeeds();
    }

    private static TopicPartition created(String topic) {
        try (Admin admin = BROKER.clients().admin()) {
            new Topics(admin).create(topic, 1);
        }
        return new TopicPartition(topic, 0);
    }

    private static void send(Producer<byte[], byte[]> producer, TopicPartition partition, String value) {
        producer.send(new ProducerRecord<>(
                partition.topic(), partition.partition(), null, value.getBytes(StandardCharsets.UTF_8)));
    }

    /** How far somebody comes who reads committed records. */
    private static long readable(TopicPartition partition) {
        try (Consumer<byte[], byte[]> consumer = BROKER.clients().consumer("isolation.level", "read_committed")) {
            return consumer.endOffsets(List.of(partition), Duration.ofSeconds(60))
                    .get(partition);
        }
    }

    /** Moves a group's offset and returns where it is then. */
    private static long reset(String... how) throws IOException, InterruptedException {
        List<String> arguments =
                new ArrayList<>(List.of("--reset-offsets", "--group", "movers", "--topic", "moved", "--execute"));
        arguments.addAll(Arrays.asList(how));
        tool("consumer.group.ConsumerGroupCommand", arguments.toArray(String[]::new));
        try (Admin admin = BROKER.clients().admin()) {
            return Topics.await(admin.listConsumerGroupOffsets("movers").partitionsToOffsetAndMetadata())
                    .get(new TopicPartition("moved", 0))
                    .offset();
        }
    }

    private static String transactions(String... arguments) throws IOException, InterruptedException {
        return tool("TransactionsCommand", arguments);
    }

    private String dump(String partition, String... options) throws IOException, InterruptedException {
        Path log = directory.resolve(partition).resolve("00000000000000000000.log");
        List<String> arguments = new ArrayList<>(List.of("--files", log.toString()));
        arguments.addAll(Arrays.asList(options));
        return raw("DumpLogSegments", arguments.toArray(String[]::new)).succeeds();
    }

    private static String tool(String name, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("--bootstrap-server", BROKER.address()));
        all.addAll(Arrays.asList(arguments));
        return raw(name, all.toArray(String[]::new)).succeeds();
    }

    private static Outcome raw(String name, String... arguments) throws IOException, InterruptedException {
        return ForeignProgram.java("kafka-tools", "org.apache.kafka.tools." + name)
                .run(arguments);
    }
}
