package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.security.AuthenticatorProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An authenticator of somebody else's that a broker finds in a directory of jars. */
@Timeout(240)
class PluginAuthenticatorIT {

    @TempDir
    Path directory;

    private Path plugins;

    @BeforeEach
    void dropTheJarIn() throws IOException {
        plugins = Files.createDirectory(directory.resolve("plugins"));
        try (ZipOutputStream jar = new ZipOutputStream(Files.newOutputStream(plugins.resolve("sesame.jar")))) {
            add(jar, SesameProvider.class);
            add(jar, SesameProvider.class.getDeclaredClasses()[0]);
            jar.putNextEntry(new ZipEntry("META-INF/services/" + AuthenticatorProvider.class.getName()));
            jar.write(SesameProvider.class.getName().getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void letsInWhomItKnows() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(setup("{\"sesame.word\": \"open\"}"))) {
            try (Admin admin = admin(broker, "open")) {
                assertThat(Topics.await(admin.describeCluster().clusterId())).hasSize(22);
            }
            try (Admin admin = admin(broker, "closed")) {
                assertThat(Topics.refusal(admin.describeCluster().clusterId()))
                        .isInstanceOf(SaslAuthenticationException.class);
            }
            broker.awaitLine("User:ali");
        }
    }

    @Test
    void aSettingThatItMissesIsSaidAtTheStart() {
        try (BrokerProcess broker = BrokerProcess.launch(setup("{}"))) {
            assertThat(broker.exitCode()).isEqualTo(2);
            assertThat(broker.output()).contains("The authenticator sesame needs the setting sesame.word.");
        }
    }

    private BrokerSetup setup(String settings) {
        return BrokerSetup.in(directory.resolve("data"))
                .withOption("--plugins")
                .withOption(plugins.toString())
                .withConf("{\"kafka\": {\"authentication\": [\"PLAIN\"]}, \"security\": {\"authentication\":"
                        + " {\"authenticators\": [\"sesame\"], \"settings\": " + settings + "}}}");
    }

    private static void add(ZipOutputStream jar, Class<?> type) throws IOException {
        String name = type.getName().replace('.', '/') + ".class";
        jar.putNextEntry(new ZipEntry(name));
        try (InputStream bytes = Objects.requireNonNull(type.getClassLoader().getResourceAsStream(name))) {
            bytes.transferTo(jar);
        }
    }

    private static Admin admin(BrokerProcess broker, String word) {
        return new SaslLogin(broker.address(), "PLAIN", "ali", word).admin();
    }
}
