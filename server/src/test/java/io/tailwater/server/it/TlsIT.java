package io.tailwater.server.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.X509Bundle;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Encrypted listeners of one broker: clients get in who should, by the versions that are allowed, and nobody else; certificates
 * are replaced while it runs. With either engine.
 */
@Timeout(240)
@ParameterizedClass
@ValueSource(strings = {"jdk", "openssl"})
class TlsIT {

    private static final int RECORDS = 40;
    private static final int RECORD_BYTES = 200_000;
    private static final String ADVERTISED = "broker.example.org:19092";

    @TempDir
    static Path directory;

    private static TestCertificates certificates;
    private static BrokerProcess broker;

    @Parameter
    String engine;

    @BeforeParameterizedClassInvocation
    static void start(String engine) throws Exception {
        certificates = new TestCertificates(directory.resolve(engine));
        Path store = certificates.writePkcs12("server", certificates.server(Duration.ofDays(100)));
        certificates.replace("password", TestCertificates.PASSWORD + "\n");
        JsonObject pem = certificates
                .listener("server", certificates.server(Duration.ofDays(100)))
                .put("engine", engine);
        JsonObject replaced = certificates
                .listener("replaced", certificates.server(Duration.ofDays(20)))
                .put("engine", engine);
        JsonObject pkcs12 = new JsonObject()
                .put("engine", engine)
                .put("certificate", store.toString())
                .put("passwordFile", certificates.file("password").toString())
                .put("trust", certificates.authority().toString())
                .put("clientAuthentication", "required")
                .put("principalMapping", "RULE:^CN=([^,]+),OU=Test.*$/$1/L");
        JsonObject listeners = new JsonObject()
                .put("pem", new JsonObject().put("tls", pem))
                .put("mutual", new JsonObject().put("tls", pkcs12))
                .put("shared", new JsonObject().put("protocol", "any").put("tls", pem))
                .put("plain", new JsonObject().put("protocol", "any"))
                .put("named", new JsonObject().put("advertised", ADVERTISED))
                .put("replaced", new JsonObject().put("tls", replaced))
                .put(
                        "old",
                        new JsonObject().put("tls", pem.copy().put("protocols", new JsonArray(List.of("TLSv1.2")))));
        broker = BrokerProcess.start(BrokerSetup.in(directory.resolve(engine + "-data"))
                .withConf(new JsonObject().put("listeners", listeners).encode()));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        broker.close();
    }

    private static int port(String listener) {
        return Integer.parseInt(broker.address(listener).replaceFirst(".*:", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void javaClientsReadWhatTheyWrote(String protocol) {
        KafkaClients clients = new KafkaClients(broker.address("pem"));
        roundTrip(clients, "java-" + protocol, certificates.javaClient(protocol));
    }

    @Test
    void aSharedPortServesKafkaHttpAndWebSocketEncryptedAndNot() throws Exception {
        roundTrip(new KafkaClients(broker.address("shared")), "shared", certificates.javaClient("TLSv1.3"));
        roundTrip(new KafkaClients(broker.address("plain")), "shared-plain");
        HttpClient browser = HttpClient.newBuilder()
                .sslContext(certificates.client((X509Bundle) null))
                .build();
        for (String url : List.of("://" + broker.address("shared"), "://" + broker.address("plain"))) {
            String scheme = url.contains(broker.address("shared")) ? "s" : "";
            HttpResponse<String> topics = browser.send(
                    HttpRequest.newBuilder(URI.create("http" + scheme + url + "/v1/topics"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(topics.statusCode()).isEqualTo(200);
            assertThat(topics.body()).contains("\"shared\"");
            browser.newWebSocketBuilder()
                    .subprotocols("tailwater.v1.json")
                    .buildAsync(
                            URI.create("ws" + scheme + url + "/v1/stream"), new java.net.http.WebSocket.Listener() {})
                    .get(60, TimeUnit.SECONDS)
                    .abort();
        }
    }

    @Test
    void kcatReadsWhatItWrote() throws Exception {
        certificates.writePem("kcat", certificates.client("CN=Kcat,OU=Test", Duration.ofDays(1)));
        ForeignProgram kcat = new ForeignProgram(List.of(
                "kcat",
                "-b",
                broker.address("mutual"),
                "-X",
                "security.protocol=ssl",
                "-X",
                "ssl.ca.location=" + certificates.authority(),
                "-X",
                "ssl.certificate.location=" + certificates.file("kcat.pem"),
                "-X",
                "ssl.key.location=" + certificates.file("kcat.key")));
        ForeignProgram.need(ForeignProgram.installed("kcat"), "kcat", "apt-get install kcat");

        kcat.run(List.of("one", "two"), "-P", "-t", "kcat").succeeds();

        assertThat(kcat.run("-C", "-t", "kcat", "-o", "beginning", "-e", "-q").lines())
                .containsExactly("one", "two");
    }

    @Test
    void kafkajsReadsWhatItWrote() throws Exception {
        kafkajs("pem");
    }

    @Test
    void kafkajsReadsWhatItWroteWhereItHasToShowACertificate() throws Exception {
        certificates.writePem("kafkajs", certificates.client("CN=Kafkajs,OU=Test", Duration.ofDays(1)));
        kafkajs(
                "mutual",
                certificates.file("kafkajs.pem").toString(),
                certificates.file("kafkajs.key").toString());
    }

    private static void kafkajs(String listener, String... own) throws Exception {
        Path programs = Path.of("src", "test", "clients", "js");
        ForeignProgram.need(
                Files.isDirectory(programs.resolve("node_modules").resolve("kafkajs")),
                "kafkajs",
                "npm ci --prefix server/src/test/clients/js");

        List<String> line = new ArrayList<>(List.of(
                programs.resolve("kafkajs-tls.js").toString(),
                broker.address(listener),
                certificates.authority().toString()));
        line.addAll(List.of(own));
        String said = new ForeignProgram(List.of("node"))
                .run(line.toArray(new String[0]))
                .succeeds();

        assertThat(said).contains("ok reads what it produced");
    }

    @Test
    void tellsClientsTheAddressOfTheListenerTheyCameBy() throws Exception {
        for (String listener : List.of("named", "plain")) {
            String told = listener.equals("named") ? ADVERTISED : broker.address("plain");
            try (RawConnection connection = RawConnection.to(broker.address(listener))) {
                MetadataResponseBroker broker = connection
                        .exchange(ApiKeys.METADATA, 12, new MetadataRequestData(), MetadataResponseData.class)
                        .brokers()
                        .iterator()
                        .next();
                assertThat(broker.host() + ":" + broker.port()).isEqualTo(told);
                Coordinator coordinator = connection
                        .exchange(
                                ApiKeys.FIND_COORDINATOR,
                                4,
                                new FindCoordinatorRequestData().setCoordinatorKeys(List.of("group")),
                                FindCoordinatorResponseData.class)
                        .coordinators()
                        .get(0);
                assertThat(coordinator.host() + ":" + coordinator.port()).isEqualTo(told);
            }
        }
    }

    @Test
    void speaksNoVersionThatIsNotAllowed() throws Exception {
        ForeignProgram.need(ForeignProgram.installed("openssl"), "openssl", "apt-get install openssl");
        assertThat(hello("pem", "-tls1_1")).doesNotContain("BEGIN CERTIFICATE").contains("alert protocol version");
        assertThat(hello("pem", "-tls1_2"))
                .contains("Verify return code: 0 (ok)")
                .contains("TLSv1.2");
        assertThat(hello("pem", "-tls1_3"))
                .contains("Verify return code: 0 (ok)")
                .contains("TLSv1.3");
        assertThat(hello("old", "-tls1_3")).doesNotContain("BEGIN CERTIFICATE").contains("alert protocol version");
    }

    @Test
    void agreesOnKeysOnceAConnection() throws Exception {
        try (SSLSocket socket = (SSLSocket)
                certificates.client((X509Bundle) null).getSocketFactory().createSocket("127.0.0.1", port("pem"))) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.setSoTimeout(60_000);
            assertThat(exchange(socket)).isTrue();

            assertThatThrownBy(() -> {
                        socket.startHandshake();
                        exchange(socket);
                    })
                    .isInstanceOf(SSLException.class);
        }
    }

    private static String hello(String listener, String version) throws Exception {
        return new ForeignProgram(List.of(
                        "openssl",
                        "s_client",
                        "-CAfile",
                        certificates.authority().toString()))
                .run("-connect", broker.address(listener), version)
                .output();
    }

    @Test
    void letsNobodyInWithoutACertificateThatIsGood() throws Exception {
        TestCertificates foreign = new TestCertificates(directory.resolve(engine + "-foreign"));

        assertThat(answers("mutual", certificates.client("CN=Ada,OU=Test", Duration.ofDays(1))))
                .isTrue();
        assertThat(answers("mutual", null)).as("none").isFalse();
        assertThat(answers("mutual", certificates.client("CN=Ada,OU=Test", Duration.ofDays(-1))))
                .as("expired")
                .isFalse();
        assertThat(answers("mutual", foreign.client("CN=Ada,OU=Test", Duration.ofDays(1))))
                .as("signed by somebody else")
                .isFalse();
        assertThat(answers("mutual", certificates.server(Duration.ofDays(1))))
                .as("made for servers")
                .isFalse();
        assertThat(answers("mutual", certificates.client("CN=Ada,OU=Elsewhere", Duration.ofDays(1))))
                .as("with a name that no rule fits")
                .isFalse();
        broker.awaitLine("tls.principalMapping has no name for");
    }

    @Test
    void plaintextGetsNowhereOnAnEncryptedPortAndIsNotLogged() throws Exception {
        try (RawConnection connection = RawConnection.to(broker.address("pem"))) {
            connection.send("a password sent in the clear by mistake".getBytes(UTF_8));
            assertThat(connection.isClosed()).isTrue();
        }
        assertThat(broker.awaitLine("bytes that are not TLS")).contains("listener=pem", "remote=127.0.0.1:");
        assertThat(broker.output()).doesNotContain("mistake").doesNotContain("6d697374616b65");
    }

    @Test
    void encryptionGetsNowhereOnAPlaintextPort() throws Exception {
        for (String plain : List.of(broker.address(), broker.address("plain"))) {
            int port = Integer.parseInt(plain.replaceFirst(".*:", ""));
            assertThatThrownBy(() -> connect(port, null)).isInstanceOf(IOException.class);
        }
        broker.awaitLine("a TLS handshake on a listener that is not encrypted");
    }

    @Test
    void certificatesAreReplacedWhileItRunsAndBadOnesAreNot() throws Exception {
        broker.awaitLine("The certificate of the listener replaced expires in 19 days");
        try (SSLSocket before = connect(port("replaced"), null)) {
            X509Bundle next = certificates.server(Duration.ofDays(200));
            certificates.replace("replaced.pem", next.getCertificatePathPEM());
            reload();
            broker.awaitLine("replaced.key is not that of the first certificate in");
            assertThat(servedSerial()).isEqualTo(serial(before));

            certificates.replace("replaced.key", next.getPrivateKeyPEM());
            reload();
            broker.awaitLine("The listener replaced has read its certificate again");

            assertThat(servedSerial())
                    .isEqualTo(next.getCertificate().getSerialNumber().toString());
            assertThat(exchange(before)).as("the connection from before").isTrue();

            certificates.writePem("replaced", certificates.server(Duration.ofDays(-1)));
            reload();
            broker.awaitLine("replaced.pem expired on");
            assertThat(servedSerial())
                    .isEqualTo(next.getCertificate().getSerialNumber().toString());
        }
    }

    private static void reload() throws Exception {
        assertThat(new ProcessBuilder("kill", "-HUP", Long.toString(broker.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static String servedSerial() throws Exception {
        try (SSLSocket socket = connect(port("replaced"), null)) {
            return serial(socket);
        }
    }

    private static String serial(SSLSocket socket) throws IOException {
        return ((java.security.cert.X509Certificate) socket.getSession().getPeerCertificates()[0])
                .getSerialNumber()
                .toString();
    }

    /** Writes records that are not read in one piece, and reads them. */
    private static void roundTrip(KafkaClients clients, String topic, Object... settings) {
        Object[] large = Arrays.copyOf(settings, settings.length + 2);
        large[settings.length] = "linger.ms";
        large[settings.length + 1] = 0;
        byte[] value = new byte[RECORD_BYTES];
        long seed = topic.hashCode();
        try (Producer<byte[], byte[]> producer = clients.producer(large);
                Consumer<byte[], byte[]> consumer = clients.consumer(settings)) {
            for (int i = 0; i < RECORDS; i++) {
                new Random(seed + i).nextBytes(value);
                producer.send(new ProducerRecord<>(topic, value.clone()));
            }
            producer.flush();
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            int read = 0;
            while (read < RECORDS) {
                for (ConsumerRecord<byte[], byte[]> polled : consumer.poll(Duration.ofSeconds(60))) {
                    new Random(seed + read).nextBytes(value);
                    assertThat(polled.value()).as("record %d", read).isEqualTo(value);
                    read++;
                }
            }
        }
    }

    private static SSLSocket connect(int port, @Nullable X509Bundle own) throws Exception {
        SSLSocket socket =
                (SSLSocket) certificates.client(own).getSocketFactory().createSocket("127.0.0.1", port);
        try {
            socket.setSoTimeout(60_000);
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Whether somebody with a certificate gets an answer; refusals come with the handshake (1.2) or after it (1.3). */
    private static boolean answers(String listener, @Nullable X509Bundle own) throws Exception {
        try (SSLSocket socket = connect(port(listener), own)) {
            return exchange(socket);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean exchange(SSLSocket socket) throws IOException {
        java.nio.ByteBuffer request = Frames.request(
                ApiKeys.API_VERSIONS,
                3,
                7,
                new ApiVersionsRequestData().setClientSoftwareName("test").setClientSoftwareVersion("1"));
        socket.getOutputStream()
                .write(request.array(), request.arrayOffset() + request.position(), request.remaining());
        byte[] length = socket.getInputStream().readNBytes(4);
        if (length.length < 4) {
            return false;
        }
        byte[] frame = socket.getInputStream()
                .readNBytes(java.nio.ByteBuffer.wrap(length).getInt());
        return Frames.response(ApiKeys.API_VERSIONS, 3, java.nio.ByteBuffer.wrap(frame), ApiVersionsResponseData.class)
                        .errorCode()
                == 0;
    }
}
