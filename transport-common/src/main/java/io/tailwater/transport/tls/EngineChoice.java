package io.tailwater.transport.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import io.tailwater.core.config.InvalidConfigException;
import io.tailwater.core.config.TlsConfig;
import io.tailwater.core.config.TlsEngine;
import java.security.GeneralSecurityException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Which engine encrypts a listener. BoringSSL takes less processor time, but is not there on every platform, and does not let
 * one choose everything that the JDK's does. Immutable.
 *
 * @param provider the engine's kind
 * @param suites cipher suites by the JDK's names, the best first
 * @param obstacle why it is not BoringSSL although it might have been; empty where it is, or was not to be
 */
record EngineChoice(SslProvider provider, Set<String> suites, String obstacle) {

    private static final Set<String> KEYS = Set.of("RSA", "EC");

    /** BoringSSL has these and no choice among them. */
    private static final List<String> SUITES_OF_TLS_1_3 =
            List.of("TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256");

    EngineChoice {
        suites = Collections.unmodifiableSet(new LinkedHashSet<>(suites));
    }

    /**
     * Chooses; blocks when it is the first time.
     *
     * @param keyAlgorithms of the listener's private keys
     * @throws InvalidConfigException when what is to encrypt cannot
     */
    static EngineChoice of(TlsConfig config, Set<String> keyAlgorithms) {
        Set<String> suites = suitesOfTheJdk();
        if (config.engine() != TlsEngine.JDK) {
            String obstacle = obstacle(config, keyAlgorithms, suites);
            if (obstacle == null) {
                suites.retainAll(OpenSsl.availableJavaCipherSuites());
                return new EngineChoice(SslProvider.OPENSSL, suites, "");
            }
            if (config.engine() == TlsEngine.OPENSSL) {
                throw new InvalidConfigException("It cannot be openssl that encrypts, because " + obstacle + ".");
            }
            return jdk(config, suites, obstacle);
        }
        return jdk(config, suites, "");
    }

    private static EngineChoice jdk(TlsConfig config, Set<String> suites, String obstacle) {
        return new EngineChoice(
                SslProvider.JDK,
                config.cipherSuites().isEmpty() ? suites : new LinkedHashSet<>(config.cipherSuites()),
                obstacle);
    }

    private static @Nullable String obstacle(TlsConfig config, Set<String> keyAlgorithms, Set<String> suitesOfTheJdk) {
        if (!config.cipherSuites().isEmpty()) {
            return "BoringSSL does not let one choose cipher suites of TLS 1.3 (tls.cipherSuites)";
        }
        if (!KEYS.containsAll(keyAlgorithms)) {
            return "BoringSSL has no use for keys of the kind " + String.join(", ", keyAlgorithms);
        }
        if (!suitesOfTheJdk.containsAll(SUITES_OF_TLS_1_3)) {
            return "the JDK's security properties forbid a cipher suite that BoringSSL always has";
        }
        if (!OpenSsl.isAvailable()) {
            Throwable cause = OpenSsl.unavailabilityCause();
            return "BoringSSL cannot be loaded here" + (cause == null ? "" : " (" + root(cause) + ")");
        }
        return null;
    }

    /** @throws InvalidConfigException when new keys of a listener are of a kind that the engine chosen for it has no use for */
    void requireUseOf(Set<String> keyAlgorithms) {
        if (provider == SslProvider.OPENSSL && !KEYS.containsAll(keyAlgorithms)) {
            throw new InvalidConfigException("a key of the kind " + String.join(", ", keyAlgorithms)
                    + " needs the JDK's engine, which is taken when the broker is started again");
        }
    }

    /** What it would offer itself, by its security properties. */
    private static Set<String> suitesOfTheJdk() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null); // none: it would read everybody's authorities
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(false);
            return new LinkedHashSet<>(List.of(engine.getEnabledCipherSuites()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a JDK without TLS", e);
        }
    }

    private static String root(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.toString().lines().findFirst().orElse("");
    }
}
