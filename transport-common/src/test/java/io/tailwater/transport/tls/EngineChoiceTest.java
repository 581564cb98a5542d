package io.tailwater.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.SslProvider;
import io.tailwater.core.config.BrokerConfigReader;
import io.tailwater.core.config.ConfigLayer;
import io.tailwater.core.config.InvalidConfigException;
import io.tailwater.core.config.TlsConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** BoringSSL encrypts what it can, and the JDK what only the JDK can. */
class EngineChoiceTest {

    private static final Set<String> EC = Set.of("EC");
    private static final String BAD_FIRST = "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384";

    private static TlsConfig config(String engine, String... suites) {
        JsonObject tls = new JsonObject()
                .put("certificate", "any.pem")
                .put("engine", engine)
                .put("cipherSuites", new JsonArray(List.of(suites)));
        return BrokerConfigReader.read(List.of(ConfigLayer.of(
                        "a test", new JsonObject().put("kafka", new JsonObject().put("tls", tls)))))
                .kafka()
                .tls();
    }

    @Test
    void takesBoringSslWhereItCanAndTheJdkWhereThatIsAsked() {
        assertThat(EngineChoice.of(config("auto"), EC).provider()).isEqualTo(SslProvider.OPENSSL);
        assertThat(EngineChoice.of(config("openssl"), Set.of("RSA")).provider()).isEqualTo(SslProvider.OPENSSL);
        assertThat(EngineChoice.of(config("jdk"), EC).provider()).isEqualTo(SslProvider.JDK);
        assertThat(EngineChoice.of(config("jdk"), EC).obstacle()).isEmpty();
    }

    @Test
    void offersNothingThatTheJdkWouldNot() {
        assertThat(EngineChoice.of(config("jdk"), EC).suites())
                .containsAll(EngineChoice.of(config("auto"), EC).suites())
                .startsWith("TLS_AES_256_GCM_SHA384");
    }

    @Test
    void takesTheJdkForWhatBoringSslCannotDo() {
        EngineChoice suites = EngineChoice.of(config("auto", BAD_FIRST, "TLS_AES_128_GCM_SHA256"), EC);
        assertThat(suites.provider()).isEqualTo(SslProvider.JDK);
        assertThat(suites.suites()).containsExactly(BAD_FIRST, "TLS_AES_128_GCM_SHA256");
        assertThat(suites.obstacle()).contains("cipher suites");

        EngineChoice key = EngineChoice.of(config("auto"), Set.of("EdDSA"));
        assertThat(key.provider()).isEqualTo(SslProvider.JDK);
        assertThat(key.obstacle()).contains("EdDSA");
    }

    @Test
    void refusesToBeWhatItCannot() {
        assertThatThrownBy(() -> EngineChoice.of(config("openssl"), Set.of("EdDSA")))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("openssl")
                .hasMessageContaining("EdDSA");
        assertThatThrownBy(() -> EngineChoice.of(config("auto"), EC).requireUseOf(Set.of("EdDSA")))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("EdDSA");
    }
}
