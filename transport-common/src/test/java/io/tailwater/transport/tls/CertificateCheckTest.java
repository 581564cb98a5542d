package io.tailwater.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.tailwater.core.config.BrokerConfigReader;
import io.tailwater.core.config.ConfigLayer;
import io.tailwater.core.config.ListenerConfig;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every listener's files are looked at, whatever is wrong with another's. */
class CertificateCheckTest {

    private final Instant now = Instant.now();

    @TempDir
    Path directory;

    private String certificate;
    private String key;

    @BeforeEach
    void makeFiles() throws Exception {
        X509Bundle bundle = certificate();
        certificate = write("server.pem", bundle.getCertificatePathPEM());
        key = write("server.key", bundle.getPrivateKeyPEM());
    }

    private X509Bundle certificate() throws Exception {
        return new CertificateBuilder()
                .ecp256()
                .subject("CN=broker")
                .notAfter(now.plus(50, ChronoUnit.DAYS))
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private String write(String name, String text) throws Exception {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    private static JsonObject encrypted(String certificate, String key) {
        return new JsonObject()
                .put("tls", new JsonObject().put("certificate", certificate).put("key", key));
    }

    private static List<ListenerConfig> listeners(JsonObject listeners) {
        return BrokerConfigReader.read(List.of(ConfigLayer.of("a test", new JsonObject().put("listeners", listeners))))
                .allListeners();
    }

    @Test
    void namesEachListenerWhoseFilesAreMissingOrDoNotBelongTogether() throws Exception {
        String other = write("other.key", certificate().getPrivateKeyPEM());
        List<ListenerConfig> listeners = listeners(new JsonObject()
                .put("absent", encrypted(directory.resolve("absent.pem").toString(), key))
                .put("good", encrypted(certificate, key))
                .put("mixed", encrypted(certificate, other)));

        assertThat(CertificateCheck.problems(listeners, now))
                .satisfiesExactlyInAnyOrder(
                        problem -> assertThat(problem)
                                .startsWith("absent.tls: The file ")
                                .endsWith("absent.pem does not exist."),
                        problem -> assertThat(problem)
                                .startsWith("mixed.tls: The key in " + other)
                                .contains("is not that of the first certificate in " + certificate));
    }

    @Test
    void saysWhenACertificateHasExpired() {
        List<ListenerConfig> listeners = listeners(new JsonObject().put("old", encrypted(certificate, key)));

        assertThat(CertificateCheck.problems(listeners, now)).isEmpty();
        assertThat(CertificateCheck.problems(listeners, now.plus(51, ChronoUnit.DAYS)))
                .singleElement()
                .asString()
                .startsWith("old.tls: The certificate in " + certificate + " expired on ");
    }
}
