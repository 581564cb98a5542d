package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.X509Bundle;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whose certificate was revoked gets in no more, by the list that the authority's openssl has written; with either engine. */
@Timeout(240)
class RevocationIT {

    private static final List<String> ENGINES = List.of("jdk", "openssl");

    @TempDir
    Path directory;

    private TestCertificates certificates;
    private JsonObject server;
    private X509Bundle ada;
    private X509Bundle bob;
    private BrokerProcess broker;

    @BeforeEach
    void makeCertificates() throws Exception {
        ForeignProgram.need(ForeignProgram.installed("openssl"), "openssl", "apt-get install openssl");
        certificates = new TestCertificates(directory.resolve("certificates"));
        server = certificates.listener("server", certificates.server(Duration.ofDays(100)));
        ada = certificates.client("CN=Ada", Duration.ofDays(1));
        bob = certificates.client("CN=Bob", Duration.ofDays(1));
    }

    private JsonObject mutual(String engine) {
        JsonObject tls = server.copy()
                .put("trust", certificates.authority().toString())
                .put("crl", certificates.file("revoked.pem").toString())
                .put("clientAuthentication", "required")
                .put("engine", engine);
        return new JsonObject().put("tls", tls);
    }

    @AfterEach
    void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    private static Instant inDays(int days) {
        return Instant.now().plus(Duration.ofDays(days));
    }

    @Test
    void theListThatIsThereIsInForceForTheNextConnection() throws Exception {
        JsonObject listeners = new JsonObject();
        ENGINES.forEach(engine -> listeners.put(engine, mutual(engine)));
        certificates.writeRevocations(inDays(-1));
        broker = BrokerProcess.start(BrokerSetup.in(directory.resolve("data"))
                .withConf(new JsonObject().put("listeners", listeners).encode()));
        for (String engine : ENGINES) {
            broker.awaitLine("A list of revoked certificates of the listener " + engine + " expired on");
            assertThat(answers(engine, bob)).as("with an outdated list").isFalse();
        }

        certificates.writeRevocations(inDays(7));
        awaitReading(" has read its certificate again");
        for (String engine : ENGINES) {
            assertThat(answers(engine, ada)).isTrue();
            assertThat(answers(engine, bob)).isTrue();
        }

        certificates.writeRevocations(inDays(8), ada);
        awaitReading(" has read its certificate again");
        for (String engine : ENGINES) {
            assertThat(answers(engine, ada)).as("revoked").isFalse();
            assertThat(answers(engine, bob)).isTrue();
        }

        certificates.replace("revoked.pem", "no list");
        awaitReading(" goes on with the certificate it has");
        for (String engine : ENGINES) {
            assertThat(answers(engine, ada)).as("still revoked").isFalse();
            assertThat(answers(engine, bob)).isTrue();
        }
    }

    /** Has the broker read the files, and waits until it says what came of it. */
    private void awaitReading(String outcome) throws Exception {
        int before = broker.output().length();
        assertThat(new ProcessBuilder("kill", "-HUP", Long.toString(broker.pid()))
                        .start()
                        .waitFor())
                .isZero();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(broker.output().substring(before))
                        .contains(ENGINES.stream()
                                .map(engine -> "The listener " + engine + outcome)
                                .toArray(String[]::new)));
    }

    /** Whether somebody with a certificate gets an answer: with TLS 1.3 a refusal comes after the handshake. */
    private boolean answers(String listener, X509Bundle own) throws Exception {
        Matcher address = Pattern.compile(" " + listener + " [0-9.]+:([0-9]+)").matcher(broker.awaitLine("ready: "));
        assertThat(address.find()).isTrue();
        try (SSLSocket socket = (SSLSocket) certificates
                .client(own)
                .getSocketFactory()
                .createSocket("127.0.0.1", Integer.parseInt(address.group(1)))) {
            socket.setSoTimeout(60_000);
            ByteBuffer request = Frames.request(
                    ApiKeys.API_VERSIONS,
                    3,
                    7,
                    new ApiVersionsRequestData().setClientSoftwareName("test").setClientSoftwareVersion("1"));
            socket.getOutputStream()
                    .write(request.array(), request.arrayOffset() + request.position(), request.remaining());
            return socket.getInputStream().read() >= 0;
        } catch (IOException e) {
            return false;
        }
    }
}
