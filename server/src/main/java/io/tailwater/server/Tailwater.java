package io.tailwater.server;

import io.tailwater.core.BrokerEnvironment;
import io.tailwater.core.BrokerVerticle;
import io.tailwater.core.config.BrokerConfig;
import io.tailwater.tcp.KafkaServerVerticle;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.Deque;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A broker inside this process. Thread-safe; starting and closing block, so they are not for event loops.
 *
 * <pre>{@code
 * var config = BrokerConfig.DEFAULTS.withDataDirectory(directory).withKafkaPort(0);
 * try (Tailwater tailwater = Tailwater.start(config)) {
 *     properties.put("bootstrap.servers", tailwater.bootstrapServers());
 *     ...
 * }
 * }</pre>
 */
public final class Tailwater implements AutoCloseable {

    private static final String KAFKA_VERTICLE = KafkaServerVerticle.class.getName();

    private final BrokerConfig config;
    private final Vertx vertx;
    private final boolean ownsVertx;
    /** The last deployed is the first to go. */
    private final Deque<String> deployments = new ConcurrentLinkedDeque<>();

    private final int kafkaPort;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Tailwater(
            BrokerConfig config, Vertx vertx, boolean ownsVertx, String brokerDeployment, String kafkaDeployment) {
        this.config = config;
        this.vertx = vertx;
        this.ownsVertx = ownsVertx;
        deployments.push(brokerDeployment);
        deployments.push(kafkaDeployment);
        this.kafkaPort = KafkaServerVerticle.port(vertx).orElse(config.kafka().port());
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
            return await(deploy(config, BrokerEnvironment.ofSystem(), vertx, ownsVertx));
        } catch (CompletionException e) {
            throw StartFailedException.of(e.getCause() == null ? e : e.getCause(), config);
        }
    }

    /** Deploys the broker, then what clients reach it by; undeploys the one when the other fails. */
    private static Future<Tailwater> deploy(
            BrokerConfig config, BrokerEnvironment environment, Vertx vertx, boolean ownsVertx) {
        DeploymentOptions perLoop = new DeploymentOptions().setInstances(config.effectiveEventLoops());
        return vertx.deployVerticle(new BrokerVerticle(config, environment))
                .compose(broker -> vertx.deployVerticle(KAFKA_VERTICLE, perLoop)
                        .map(kafka -> new Tailwater(config, vertx, ownsVertx, broker, kafka))
                        .recover(cause -> vertx.undeploy(broker).transform(v -> Future.failedFuture(cause))));
    }

    /** What a Kafka client takes as {@code bootstrap.servers}. */
    public String bootstrapServers() {
        String host = config.kafka().host();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + kafkaPort;
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

    /** Answers requests under way, flushes, gives the data directory free. Idempotent. */
    @Override
    public void close() {
        requirePlainThread();
        if (closed.compareAndSet(false, true)) {
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
