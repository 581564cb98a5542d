package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.server.it.ForeignProgram.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that have to say who they are: Kafka's own, librdkafka's and kafkajs, each as its users set it up. */
@Timeout(240)
class SaslIT {

    private static final String PASSWORD = "correct, horse = battery \u00fc";
    private static final String ODD_NAME = "li,sa=\u00fc";

    private static final Path CLIENTS = Path.of("src", "test", "clients");

    @TempDir
    static Path directory;

    private static BrokerProcess broker;

    @BeforeAll
    static void startWithUsersThatSurvivedAKill() throws Exception {
        Path data = directory.resolve("data");
        try (BrokerProcess open = BrokerProcess.start(BrokerSetup.in(data))) {
            try (Admin admin = new KafkaClients(open.address()).admin()) {
                List<UserScramCredentialAlteration> users = List.of(
                        upsertion("alice", ScramMechanism.SCRAM_SHA_256),
                        upsertion("alice", ScramMechanism.SCRAM_SHA_512),
                        upsertion(ODD_NAME, ScramMechanism.SCRAM_SHA_512));
                Topics.await(admin.alterUserScramCredentials(users).all());
            }
            open.kill9();
        }
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(data.resolve("meta").resolve("users.json"))))
                .isEqualTo("rw-------");
        broker = BrokerProcess.start(BrokerSetup.in(data).withConf("""
                {"kafka": {"authentication": ["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"]}}"""));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCRAM-SHA-256", "SCRAM-SHA-512", "PLAIN"})
    void javaClientsProduceAndConsumeOnceTheyHaveLoggedIn(String mechanism) throws Exception {
        SaslLogin login = login(mechanism, "alice", PASSWORD);
        TopicPartition partition = new TopicPartition("by-" + mechanism, 0);
        KafkaClients clients = new KafkaClients(broker.address());
        try (Producer<byte[], byte[]> producer = clients.producer(login.with());
                Consumer<byte[], byte[]> consumer = clients.consumer(login.with())) {
            producer.send(new ProducerRecord<>(partition.topic(), "hello".getBytes(StandardCharsets.UTF_8)))
                    .get();
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));

            assertThat(consumer.poll(Duration.ofSeconds(60)))
                    .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
                    .containsExactly("hello");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCRAM-SHA-512", "PLAIN"})
    void namesMayHaveCommasEqualsSignsAndUmlauts(String mechanism) throws Exception {
        assertThat(clusterId(login(mechanism, ODD_NAME, PASSWORD))).hasSize(22);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCRAM-SHA-256", "SCRAM-SHA-512", "PLAIN"})
    void aWrongPasswordAndAnUnknownUserAreRefusedAlike(String mechanism) {
        String wrongPassword = refusal(login(mechanism, "alice", "incorrect"));
        String unknownUser = refusal(login(mechanism, "nobody", "incorrect"));

        assertThat(wrongPassword).isEqualTo(unknownUser).contains("Authentication failed");
        assertThat(broker.output()).doesNotContain("incorrect", PASSWORD);
    }

    @Test
    void whoDoesNotLogInGetsNothing() {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                broker.address(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                1_000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                500))) {
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
                assertThat(Topics.refusal(admin.describeCluster().clusterId())).isNotNull();
                return broker.output().contains("a request before authentication");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCRAM-SHA-256", "SCRAM-SHA-512", "PLAIN"})
    void kcatLogsIn(String mechanism) throws Exception {
        ForeignProgram kcat = new ForeignProgram(List.of("kcat"));
        ForeignProgram.need(Files.isExecutable(Path.of("/usr/bin/kcat")), "kcat", "apt-get install kcat");
        String[] login = kcatLogin(mechanism, PASSWORD);

        kcat.run(List.of("hello"), with(login, "-P", "-t", "kcat-" + mechanism)).succeeds();

        assertThat(kcat.run(with(login, "-C", "-t", "kcat-" + mechanism, "-o", "beginning", "-e", "-q"))
                        .lines())
                .containsExactly("hello");
        String refusal = "";
        for (int seconds = 3; seconds < 100 && !refusal.contains("Authentication failed"); seconds *= 4) {
            refusal = kcat.run(with(kcatLogin(mechanism, "incorrect"), "-L", "-m", Integer.toString(seconds)))
                    .output();
        }
        assertThat(refusal).contains("Authentication failed");
    }

    @Test
    void kafkajsLogsIn() throws Exception {
        ForeignProgram.need(
                Files.isDirectory(CLIENTS.resolve("js").resolve("node_modules").resolve("kafkajs")),
                "kafkajs",
                "npm ci --prefix server/src/test/clients/js");

        new ForeignProgram(List.of("node"))
                .run(CLIENTS.resolve("js").resolve("sasl.js").toString(), broker.address(), "alice", PASSWORD)
                .succeeds();
    }

    @Test
    void kafkaPythonLogsInAsClientsDidBeforeMessagesOfSaslHadHeaders() throws Exception {
        ForeignProgram python = new ForeignProgram(List.of("/usr/bin/python3", "-B"));
        ForeignProgram.need(
                Files.isExecutable(Path.of("/usr/bin/python3"))
                        && python.run("-c", "import kafka").exitCode() == 0,
                "kafka-python",
                "apt-get install python3-kafka");

        python.run(CLIENTS.resolve("python").resolve("sasl.py").toString(), broker.address(), "alice", PASSWORD)
                .succeeds();
    }

    @Test
    void kafkaConfigsLooksAfterUsers() throws Exception {
        Path login = properties(login("SCRAM-SHA-256", "alice", PASSWORD));

        configs(login, "--alter", "--add-config", "SCRAM-SHA-512=[iterations=5000,password=of-dave]");

        assertThat(configs(login, "--describe")).contains("SCRAM-SHA-512=iterations=5000");
        assertThat(clusterId(login("SCRAM-SHA-512", "dave", "of-dave"))).hasSize(22);
        refusal(login("SCRAM-SHA-256", "dave", "of-dave"));
        configs(login, "--alter", "--delete-config", "SCRAM-SHA-512");
        refusal(login("SCRAM-SHA-512", "dave", "of-dave"));
    }

    @Test
    void theUserCommandAddsListsAndRemoves() throws Exception {
        Path login = properties(login("SCRAM-SHA-512", "alice", PASSWORD));
        String[] at = {"--bootstrap", broker.address(), "--config", login.toString()};

        user(List.of("of-erin"), with(new String[] {"add", "erin"}, at)).succeeds();

        assertThat(user(List.of(), with(new String[] {"list"}, at)).succeeds())
                .containsPattern("erin +SCRAM-SHA-256 +8192")
                .containsPattern("erin +SCRAM-SHA-512 +8192");
        assertThat(clusterId(login("PLAIN", "erin", "of-erin"))).hasSize(22);
        user(List.of(), with(new String[] {"remove", "erin"}, at)).succeeds();
        refusal(login("PLAIN", "erin", "of-erin"));
        assertThat(user(List.of(), with(new String[] {"remove", "erin"}, at)).exitCode())
                .isEqualTo(1);
    }

    @Test
    void theFirstUserIsMadeWhereNoBrokerRuns() throws Exception {
        Path data = directory.resolve("fresh");
        String[] at = {"--data", data.toString()};

        user(List.of("of-admin"), with(new String[] {"add", "admin"}, at)).succeeds();

        assertThat(user(List.of(), with(new String[] {"list"}, at)).succeeds()).contains("admin");
        assertThat(Files.readString(data.resolve("meta").resolve("users.json"))).doesNotContain("of-admin");
        try (BrokerProcess fresh = BrokerProcess.start(
                BrokerSetup.in(data).withConf("{\"kafka\": {\"authentication\": [\"SCRAM-SHA-512\"]}}"))) {
            assertThat(clusterId(new SaslLogin(fresh.address(), "SCRAM-SHA-512", "admin", "of-admin")))
                    .hasSize(22);
            assertThat(user(List.of("x"), with(new String[] {"add", "late"}, at))
                            .output())
                    .contains("another");
        }
    }

    private static Path properties(SaslLogin login) throws IOException {
        Properties properties = new Properties();
        properties.putAll(login.settings());
        Path file = Files.createTempFile(directory, "client", ".properties");
        try (OutputStream out = Files.newOutputStream(file)) { // escapes what is not Latin
            properties.store(out, null);
        }
        return file;
    }

    private static Outcome user(List<String> input, String... arguments) throws IOException, InterruptedException {
        return new ForeignProgram(StartScript.command(List.of(), "user")).run(input, arguments);
    }

    private static String configs(Path login, String... arguments) throws IOException, InterruptedException {
        String[] common = {
            "--bootstrap-server",
            broker.address(),
            "--command-config",
            login.toString(),
            "--entity-type",
            "users",
            "--entity-name",
            "dave"
        };
        return ForeignProgram.java("kafka-tools", "kafka.admin.ConfigCommand")
                .run(with(common, arguments))
                .succeeds();
    }

    private static String[] kcatLogin(String mechanism, String password) {
        return new String[] {
            "-b",
            broker.address(),
            "-X",
            "security.protocol=sasl_plaintext",
            "-X",
            "sasl.mechanism=" + mechanism,
            "-X",
            "sasl.username=alice",
            "-X",
            "sasl.password=" + password
        };
    }

    private static String[] with(String[] first, String... more) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static String clusterId(SaslLogin login) throws ExecutionException, InterruptedException {
        try (Admin admin = login.admin()) {
            return admin.describeCluster().clusterId().get();
        }
    }

    private static String refusal(SaslLogin login) {
        try (Admin admin = login.admin()) {
            Throwable refusal = Topics.refusal(admin.describeCluster().clusterId());
            assertThat(refusal).isInstanceOf(SaslAuthenticationException.class);
            return refusal.getMessage();
        }
    }

    private static UserScramCredentialAlteration upsertion(String user, ScramMechanism mechanism) {
        return new UserScramCredentialUpsertion(user, new ScramCredentialInfo(mechanism, 4096), PASSWORD);
    }

    private static SaslLogin login(String mechanism, String user, String password) {
        return new SaslLogin(broker.address(), mechanism, user, password);
    }
}
