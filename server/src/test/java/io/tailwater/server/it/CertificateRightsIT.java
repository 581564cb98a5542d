package io.tailwater.server.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.X509Bundle;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a client may do follows from the name that its certificate is mapped to: over Kafka, HTTPS and WebSocket alike. */
@Timeout(240)
class CertificateRightsIT {

    private static final String ADA = "CN=Ada,OU=Test";
    private static final String BOB = "CN=Bob,OU=Test";
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final TopicPartition SECRETS = new TopicPartition("secrets", 0);

    private static final AclBinding ADA_READS_ORDERS = new AclBinding(
            new ResourcePattern(ResourceType.TOPIC, "orders", PatternType.LITERAL),
            new AccessControlEntry("User:ada", "*", AclOperation.READ, AclPermissionType.ALLOW));

    @TempDir
    static Path directory;

    private static TestCertificates certificates;
    private static BrokerProcess broker;

    @BeforeAll
    static void start() throws Exception {
        certificates = new TestCertificates(directory.resolve("certificates"));
        JsonObject tls = certificates
                .listener("server", certificates.server(Duration.ofDays(100)))
                .put("trust", certificates.authority().toString())
                .put("clientAuthentication", "required")
                .put("principalMapping", "RULE:^CN=([^,]+),OU=Test$/$1/L");
        JsonObject listeners = new JsonObject()
                .put("mutual", new JsonObject().put("tls", tls))
                .put("web", new JsonObject().put("protocol", "http").put("tls", tls));
        JsonObject security = new JsonObject().put("authorization", true).put("superUsers", "User:ANONYMOUS");
        broker = BrokerProcess.start(BrokerSetup.in(directory.resolve("data"))
                .withConf(new JsonObject()
                        .put("listeners", listeners)
                        .put("security", security)
                        .encode()));
        KafkaClients anonymous = new KafkaClients(broker.address());
        try (Admin admin = anonymous.admin();
                Producer<byte[], byte[]> producer = anonymous.producer()) {
            Topics.await(admin.createTopics(List.of(
                            new NewTopic(ORDERS.topic(), 1, (short) 1), new NewTopic(SECRETS.topic(), 1, (short) 1)))
                    .all());
            Topics.await(admin.createAcls(List.of(ADA_READS_ORDERS)).all());
            for (TopicPartition partition : List.of(ORDERS, SECRETS)) {
                SentRecords.await(producer.send(
                        new ProducerRecord<>(partition.topic(), ("of " + partition.topic()).getBytes(UTF_8))));
            }
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static Object[] kafkaClient(String name, String distinguishedName, Object... more) throws Exception {
        X509Bundle own = certificates.client(distinguishedName, Duration.ofDays(1));
        List<Object> settings = new ArrayList<>(List.of(
                "ssl.keystore.type",
                "PKCS12",
                "ssl.keystore.location",
                certificates.writePkcs12(name, own).toString(),
                "ssl.keystore.password",
                TestCertificates.PASSWORD));
        settings.addAll(List.of(more));
        return certificates.javaClient("TLSv1.3", settings.toArray());
    }

    private static HttpClient browser(String distinguishedName) throws Exception {
        X509Bundle own = certificates.client(distinguishedName, Duration.ofDays(1));
        return HttpClient.newBuilder().sslContext(certificates.client(own)).build();
    }

    private static HttpResponse<String> get(HttpClient client, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("https://" + broker.address("web") + path))
                        .build(),
                BodyHandlers.ofString());
    }

    private static ConsumerRecord<byte[], byte[]> first(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, 0);
        for (ConsumerRecord<byte[], byte[]> polled : consumer.poll(Duration.ofSeconds(60))) {
            return polled;
        }
        throw new AssertionError("No record of " + partition);
    }

    @Test
    void kafkaClientsReadWhatTheirCertificatesNameMay() throws Exception {
        KafkaClients clients = new KafkaClients(broker.address("mutual"));
        try (Consumer<byte[], byte[]> consumer = clients.consumer(kafkaClient("ada", ADA));
                Producer<byte[], byte[]> producer =
                        clients.producer(kafkaClient("ada", ADA, "enable.idempotence", false))) {
            assertThat(first(consumer, ORDERS).value()).asString(UTF_8).isEqualTo("of orders");
            assertThat(consumer.listTopics()).containsOnlyKeys("orders");
            assertThatThrownBy(() -> first(consumer, SECRETS)).isInstanceOf(TopicAuthorizationException.class);
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>("orders", new byte[1]))
                            .get())
                    .as("reading is not writing")
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
        }
        try (Consumer<byte[], byte[]> consumer = clients.consumer(kafkaClient("bob", BOB))) {
            assertThat(consumer.listTopics()).isEmpty();
            assertThatThrownBy(() -> first(consumer, ORDERS)).isInstanceOf(TopicAuthorizationException.class);
        }
    }

    @Test
    void requestsByHttpsReadWhatTheirCertificatesNameMay() throws Exception {
        HttpClient ada = browser(ADA);
        assertThat(get(ada, "/v1/topics").body()).contains("\"orders\"").doesNotContain("secrets");
        HttpResponse<String> records = get(ada, "/v1/topics/orders/records?from=earliest");
        assertThat(records.statusCode()).as(records.body()).isEqualTo(200);
        assertThat(records.body()).contains("of orders");
        HttpResponse<String> secrets = get(ada, "/v1/topics/secrets/records?from=earliest");
        assertThat(secrets.statusCode()).as(secrets.body()).isEqualTo(403);
        assertThat(secrets.body()).contains("TOPIC_AUTHORIZATION_FAILED").doesNotContain("of secrets");

        HttpClient bob = browser(BOB);
        assertThat(get(bob, "/v1/topics").body()).doesNotContain("orders", "secrets");
        assertThat(get(bob, "/v1/topics/orders/records?from=earliest").statusCode())
                .isEqualTo(403);
    }

    @Test
    void webSocketsReadWhatTheirCertificatesNameMay() throws Exception {
        try (LoginSocket socket = new LoginSocket(browser(ADA), "wss://" + broker.address("web"))) {
            JsonObject refused = socket.send(subscribe("secrets")).next();
            assertThat(refused.getString("type")).isEqualTo("error");
            assertThat(refused.getString("code")).isEqualTo("TOPIC_AUTHORIZATION_FAILED");

            assertThat(socket.send(subscribe("orders")).next().getString("type"))
                    .isEqualTo("subscribed");
            assertThat(socket.next().encode()).contains("of orders");
        }
    }

    @Test
    void theLogSaysWhoCameByACertificateAndWhoWasNotLetIn() throws Exception {
        get(browser(ADA), "/v1/topics");
        assertThat(broker.awaitLine("principal=User:ada host=127.0.0.1 subject=TLS listener=web"))
                .contains("action=authentication.success");

        HttpClient nobody = HttpClient.newBuilder()
                .sslContext(certificates.client((X509Bundle) null))
                .build();
        assertThatThrownBy(() -> get(nobody, "/v1/topics")).isInstanceOf(IOException.class);
        assertThat(broker.awaitLine("a failed TLS handshake")).contains("WARN", "listener=web", "remote=127.0.0.1:");
    }

    private static JsonObject subscribe(String topic) {
        return new JsonObject()
                .put("type", "subscribe")
                .put("id", topic)
                .put("topic", topic)
                .put("from", "earliest");
    }
}
