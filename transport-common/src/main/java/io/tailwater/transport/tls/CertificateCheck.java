package io.tailwater.transport.tls;

import io.tailwater.core.config.InvalidConfigException;
import io.tailwater.core.config.ListenerConfig;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Looks at the files by which listeners are to encrypt, without opening any. Stateless. */
public final class CertificateCheck {

    private static final int CLOSING_SECONDS = 10;

    private CertificateCheck() {}

    /**
     * What is wrong with them, a sentence each; blocks, and must not be called on an event loop. Never with a secret.
     *
     * @param now when a certificate is to be valid
     */
    public static List<String> problems(List<ListenerConfig> listeners, Instant now) {
        List<ListenerConfig> encrypted =
                listeners.stream().filter(listener -> listener.tls().enabled()).toList();
        if (encrypted.isEmpty()) {
            return List.of();
        }
        List<String> problems = new ArrayList<>();
        Vertx vertx = Vertx.vertx(); // which reads keys only with one at hand
        try {
            for (ListenerConfig listener : encrypted) {
                look(vertx, listener, now, problems);
            }
        } finally {
            close(vertx);
        }
        return problems;
    }

    private static void look(Vertx vertx, ListenerConfig listener, Instant now, List<String> problems) {
        try {
            TlsMaterial material = TlsMaterial.read(vertx, listener.tls());
            material.requireUnexpired(listener.tls(), now);
            EngineChoice.of(listener.tls(), material.keyAlgorithms());
        } catch (InvalidConfigException e) {
            problems.add(listener.name() + ".tls: " + e.getMessage());
        }
    }

    private static void close(Vertx vertx) {
        try {
            vertx.close().await(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("Vert.x does not close", e);
        }
    }
}
