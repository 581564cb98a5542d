package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Users and rules made with Kafka's AdminClient hold for curl, {@code tailwater.js} and the console in Chromium. */
@Timeout(500)
class BrowserLoginIT {

    private static final Path PROGRAMS = Path.of("src", "test", "clients", "js");
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final int LIMIT_SECONDS = 200;
    private static final ForeignProgram CURL = new ForeignProgram(List.of("curl", "-sS"));

    private static final AclBinding ADA_READS_ORDERS = new AclBinding(
            new ResourcePattern(ResourceType.TOPIC, "orders", PatternType.LITERAL),
            new AccessControlEntry("User:ada", "*", AclOperation.READ, AclPermissionType.ALLOW));

    private BrokerProcess broker;
    private Admin admin;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        JsonObject conf = new JsonObject()
                .put("http", new JsonObject().put("authentication", "BASIC,BEARER"))
                .put("security", new JsonObject().put("authorization", true).put("superUsers", "User:ANONYMOUS"));
        broker = BrokerProcess.start(BrokerSetup.in(directory.resolve("data")).withConf(conf.encode()));
        KafkaClients clients = new KafkaClients(broker.address());
        admin = clients.admin();
        admin.createTopics(List.of(new NewTopic("orders", 1, (short) 1), new NewTopic("secrets", 1, (short) 1)))
                .all()
                .get();
        UserScramCredentialAlteration ada = new UserScramCredentialUpsertion(
                "ada", new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, 4096), "ada-secret");
        admin.alterUserScramCredentials(List.of(ada)).all().get();
        admin.createAcls(List.of(ADA_READS_ORDERS)).all().get();
        try (Producer<byte[], byte[]> producer = clients.producer()) {
            producer.send(new ProducerRecord<>("orders", "first".getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }

    @AfterEach
    void stop() {
        admin.close();
        broker.close();
    }

    private String url(String path) {
        return "http://" + broker.httpAddress() + path;
    }

    @Test
    void curlSeesWhatItsUserMay() throws Exception {
        String topics = CURL.run("-u", "ada:ada-secret", url("/v1/topics")).succeeds();
        assertThat(topics).contains("orders").doesNotContain("secrets");
        assertThat(CURL.run("-u", "ada:ada-secret", url("/v1/topics/orders/records"))
                        .succeeds())
                .contains("first");
        assertThat(CURL.run("-u", "ada:ada-secret", url("/v1/topics/secrets/records"))
                        .succeeds())
                .contains("TOPIC_AUTHORIZATION_FAILED");
        assertThat(CURL.run("-u", "ada:wrong", url("/v1/topics")).succeeds()).contains("\"status\":401");
        assertThat(CURL.run("-i", url("/v1/topics")).succeeds()).containsIgnoringCase("www-authenticate: Basic");
    }

    @Test
    void theConsoleAndItsClientLogInAndLoseWhatIsWithdrawn() throws Exception {
        for (String needed : List.of("playwright-core", "ws")) {
            ForeignProgram.need(
                    Files.isDirectory(PROGRAMS.resolve("node_modules").resolve(needed)),
                    needed,
                    "npm ci --prefix server/src/test/clients/js");
        }
        ForeignProgram.need(Files.isExecutable(CHROMIUM), "Chromium", "apt-get install chromium");

        List<String> said = Conversation.run(
                List.of("node", PROGRAMS.resolve("login.js").toString(), broker.httpAddress()),
                LIMIT_SECONDS,
                Map.of("withdraw", this::withdraw));

        assertThat(said).filteredOn(line -> line.startsWith("ok ")).hasSize(8);
    }

    private void withdraw() {
        admin.deleteAcls(List.of(ADA_READS_ORDERS.toFilter()))
                .all()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }
}
