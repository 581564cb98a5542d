package io.tailwater.server;

import io.tailwater.core.Broker;
import io.tailwater.core.BrokerEnvironment;
import io.tailwater.core.BrokerPreflight;
import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.config.InvalidConfigException;
import io.tailwater.core.config.ListenerConfig;
import io.tailwater.core.dynamic.ReloadOutcome;
import io.tailwater.tcp.KafkaServerVerticle;
import io.tailwater.transport.ListenerPorts;
import io.tailwater.transport.tls.ListenerTls;
import io.tailwater.websocket.TailServerVerticle;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A broker inside this process. Thread-safe; starting and closing block, so they are not for event loops.
 *
 * <pre>{@code
 * var config = BrokerConfig.DEFAULTS.withDataDirectory(directory).withFreePorts();
 * try (Tailwater tailwater = Tailwater.start(config)) {
 *     properties.put("bootstrap.servers", tailwater.bootstrapServers());
 *     ...
 * }
 * }</pre>
 */
public final class Tailwater implements AutoCloseable {

    private final BrokerConfig config;
    private final Vertx vertx;
    private final boolean ownsVertx;
    private final Deque<String> deployments;
    private final int kafkaPort;
    private final int httpPort;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param deployments the verticles, the last deployed first: it is the first to go */
    private Tailwater(BrokerConfig config, Vertx vertx, boolean ownsVertx, Deque<String> deployments) {
        this.config = config;
        this.vertx = vertx;
        this.ownsVertx = ownsVertx;
        this.deployments = deployments;
        this.kafkaPort = KafkaServerVerticle.port(vertx).orElse(config.kafka().port());
        this.httpPort = TailServerVerticle.port(vertx).orElse(config.http().port());
    }

    /** Starts a broker as {@code ./tailwater start} without options does: data in {@code ./data}, clients on port 9092. */
    public static Tailwater start() {
        return start(BrokerConfig.DEFAULTS);
    }

    /**
     * Starts a broker with a Vert.x of its own; returns when clients can connect.
     *
     * @param config all settings; port 0 is any free port. The environment is not looked at
     * @throws StartFailedException when it cannot be started; nothing is left running then
     */
    public static Tailwater start(BrokerConfig config) {
        Vertx vertx = Vertx.vertx(vertxOptions(config));
        try {
            return start(config, vertx, true);
        } catch (RuntimeException e) {
            await(vertx.close());
            throw e;
        }
    }

    /**
     * Starts a broker in a Vert.x that others use too; {@link #close()} leaves that running.
     *
     * @param vertx has no broker yet
     * @throws StartFailedException when it cannot be started; nothing is left deployed then
     */
    public static Tailwater start(BrokerConfig config, Vertx vertx) {
        return start(config, vertx, false);
    }

    private static Tailwater start(BrokerConfig config, Vertx vertx, boolean ownsVertx) {
        requirePlainThread();
        try {
            return new Tailwater(
                    config,
                    vertx,
                    ownsVertx,
                    await(BrokerDeployment.deploy(config, BrokerEnvironment.ofSystem(), vertx)));
        } catch (CompletionException e) {
            throw StartFailedException.of(e.getCause() == null ? e : e.getCause());
        }
    }

    /** What a Kafka client takes as {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return address(config.kafka(), kafkaPort);
    }

    /** {@code host:port} for browsers and HTTP clients. */
    String httpAddress() {
        return address(config.http().listener(), httpPort());
    }

    /** Name and address of each further listener. */
    List<String> moreListeners() {
        return config.listeners().stream()
                .map(listener -> listener.name() + " "
                        + address(
                                listener,
                                ListenerPorts.port(vertx, listener.name()).orElse(listener.port())))
                .toList();
    }

    private static String address(ListenerConfig listener, int port) {
        return listener.withPort(port).address();
    }

    /** The port that Kafka clients connect to; the one that was free when 0 was configured. */
    public int kafkaPort() {
        return kafkaPort;
    }

    /**
     * Adds something that uses the broker and ends before it.
     *
     * @throws CompletionException when it cannot be deployed
     */
    void deploy(Deployable verticle) {
        requirePlainThread();
        deployments.push(await(vertx.deployVerticle(verticle)));
    }

    /**
     * Puts what may change while running into force.
     *
     * @param read what a start would use now
     * @throws StartFailedException when a start would not take it; nothing has changed then
     */
    ReloadOutcome reload(BrokerConfig read) {
        requirePlainThread();
        try {
            BrokerPreflight.requireGoodTopicDefaults(read);
        } catch (InvalidConfigException e) {
            throw StartFailedException.of(e);
        }
        return await(Broker.of(vertx).orElseThrow().settings().reload(read));
    }

    /**
     * The port of browsers and HTTP clients; the one that was free when 0 was configured.
     *
     * @throws IllegalStateException when {@code http.enabled} is false
     */
    public int httpPort() {
        if (!config.http().enabled()) {
            throw new IllegalStateException("Nothing listens for HTTP: http.enabled is false.");
        }
        return httpPort;
    }

    /** Reads certificates and keys from their files again, for new connections. */
    void readCertificatesAgain() {
        ListenerTls.readAgain(vertx);
    }

    /** Answers requests under way, flushes, gives the data directory free. Idempotent. */
    @Override
    public void close() {
        requirePlainThread();
        if (closed.compareAndSet(false, true)) {
            Broker.of(vertx).ifPresent(broker -> broker.health().stopping());
            undeployAll();
        }
    }

    /** One after the other from here: a chain of futures would end on an event loop that is gone by then. */
    private void undeployAll() {
        String last = deployments.poll();
        if (last != null) {
            try {
                await(vertx.undeploy(last));
            } finally {
                undeployAll();
            }
        } else if (ownsVertx) {
            await(vertx.close());
        }
    }

    /** Few threads, no cache of files in the temporary directory. */
    private static VertxOptions vertxOptions(BrokerConfig config) {
        return new VertxOptions()
                .setEventLoopPoolSize(config.effectiveEventLoops())
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(2)
                .setPreferNativeTransport(true)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false));
    }

    private static void requirePlainThread() {
        if (Context.isOnEventLoopThread()) {
            throw new IllegalStateException(
                    "Starting and closing a broker block: on an event loop deploy the verticles instead.");
        }
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
