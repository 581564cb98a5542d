package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that have to say who they are: Kafka's own, librdkafka's and kafkajs, each as its users set it up. */
@Timeout(120)
class SaslIT {

    private static final String PASSWORD = "correct, horse = battery \u00fc";
    private static final String ODD_NAME = "li,sa=\u00fc";

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
        Map<String, Object> login = login(mechanism, "alice", PASSWORD);
        TopicPartition partition = new TopicPartition("by-" + mechanism, 0);
        KafkaClients clients = new KafkaClients(broker.address());
        try (Producer<byte[], byte[]> producer = clients.producer(settings(login));
                Consumer<byte[], byte[]> consumer = clients.consumer(settings(login))) {
            producer.send(new ProducerRecord<>(partition.topic(), "hello".getBytes(StandardCharsets.UTF_8)))
                    .get();
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));

            assertThat(consumer.poll(Duration.ofSeconds(20)))
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
                3_000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                2_000))) {
            assertThat(Topics.refusal(admin.describeCluster().clusterId())).isNotNull();
        }
        broker.awaitLine("a request before authentication");
    }

    private static String clusterId(Map<String, Object> login) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(login)) {
            return admin.describeCluster().clusterId().get();
        }
    }

    private static String refusal(Map<String, Object> login) {
        try (Admin admin = Admin.create(login)) {
            Throwable refusal = Topics.refusal(admin.describeCluster().clusterId());
            assertThat(refusal).isInstanceOf(SaslAuthenticationException.class);
            return refusal.getMessage();
        }
    }

    private static UserScramCredentialAlteration upsertion(String user, ScramMechanism mechanism) {
        return new UserScramCredentialUpsertion(user, new ScramCredentialInfo(mechanism, 4096), PASSWORD);
    }

    private static Map<String, Object> login(String mechanism, String user, String password) {
        String module = mechanism.equals("PLAIN") ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
        return Map.of(
                "bootstrap.servers",
                broker.address(),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                mechanism,
                "sasl.jaas.config",
                "org.apache.kafka.common.security." + module + " required username=\"" + user + "\" password=\""
                        + password + "\";");
    }

    private static Object[] settings(Map<String, Object> map) {
        return map.entrySet().stream()
                .flatMap(entry -> java.util.stream.Stream.of(entry.getKey(), entry.getValue()))
                .toArray();
    }
}
