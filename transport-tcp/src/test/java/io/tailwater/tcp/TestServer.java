package io.tailwater.tcp;

import io.tailwater.core.config.LimitsConfig;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.TimeUnit;

/** The transport on a free port of the loopback address, with a {@link MemoryBroker} behind it. Thread-safe. */
final class TestServer implements AutoCloseable {

    private final Vertx vertx;
    private final MemoryBroker broker;
    private final String deployment;

    private TestServer(Vertx vertx, MemoryBroker broker, String deployment) {
        this.deployment = deployment;
        this.vertx = vertx;
        this.broker = broker;
    }

    static TestServer start(LimitsConfig limits) throws Exception {
        return start(limits, 1);
    }

    static TestServer start(LimitsConfig limits, int instances) throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(Math.max(1, instances)));
        MemoryBroker broker = new MemoryBroker(limits);
        broker.register(vertx);
        String deployment = vertx.deployVerticle(
                        "io.tailwater.tcp.KafkaServerVerticle", new DeploymentOptions().setInstances(instances))
                .await(60, TimeUnit.SECONDS);
        return new TestServer(vertx, broker, deployment);
    }

    MemoryBroker broker() {
        return broker;
    }

    String deployment() {
        return deployment;
    }

    Vertx vertx() {
        return vertx;
    }

    int port() {
        return KafkaServerVerticle.port(vertx).orElseThrow();
    }

    String address() {
        return "127.0.0.1:" + port();
    }

    @Override
    public void close() throws Exception {
        vertx.close().await(60, TimeUnit.SECONDS);
    }
}
