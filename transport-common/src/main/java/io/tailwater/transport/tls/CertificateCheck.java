package io.tailwater.transport.tls;

import io.tailwater.core.config.InvalidConfigException;
import io.tailwater.core.config.ListenerConfig;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

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
                look(vertx, listener, material -> material.requireUnexpired(listener.tls(), now), problems);
            }
        } finally {
            close(vertx);
        }
        return problems;
    }

    /**
     * Requires what opening a listener does, which takes an expired certificate, too; blocks, and must not be called on an event loop.
     *
     * @throws InvalidConfigException when its files make no sense; never with a secret
     */
    public static void requireReadable(Vertx vertx, ListenerConfig listener) {
        if (listener.tls().enabled()) {
            List<String> problems = new ArrayList<>();
            look(vertx, listener, material -> {}, problems);
            if (!problems.isEmpty()) {
                throw new InvalidConfigException(problems.get(0));
            }
        }
    }

    private static void look(Vertx vertx, ListenerConfig listener, Consumer<TlsMaterial> more, List<String> problems) {
        try {
            TlsMaterial material = TlsMaterial.read(vertx, listener.tls());
            more.accept(material);
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
