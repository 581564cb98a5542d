package io.tailwater.server.it;

import io.tailwater.core.Broker;
import io.tailwater.core.BrokerEnvironment;
import io.tailwater.core.BrokerVerticle;
import io.tailwater.core.config.BrokerConfigReader;
import io.tailwater.core.config.ConfigLayer;
import io.tailwater.tcp.KafkaServerVerticle;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A broker in this process, for Kafka clients, in a world that the test makes: its files, its clock. Thread-safe. Its real
 * parts, all of them; only what runs in a process of its own is {@link BrokerProcess}.
 */
final class InProcessBroker implements AutoCloseable {

    private static final int SECONDS = 60;

    private final Vertx vertx = Vertx.vertx();

    /** Starts it with the settings of a configuration file. */
    InProcessBroker(JsonObject settings, BrokerEnvironment environment) throws Exception {
        try {
            vertx.deployVerticle(new BrokerVerticle(
                            BrokerConfigReader.read(List.of(ConfigLayer.of("the test", settings))), environment))
                    .await(SECONDS, TimeUnit.SECONDS);
            vertx.deployVerticle(new KafkaServerVerticle()).await(SECONDS, TimeUnit.SECONDS);
        } catch (Throwable e) {
            vertx.close().await(SECONDS, TimeUnit.SECONDS);
            throw e;
        }
    }

    KafkaClients clients() {
        return new KafkaClients(address());
    }

    /** Where Kafka clients find it. */
    String address() {
        return "127.0.0.1:" + KafkaServerVerticle.port(vertx).orElseThrow();
    }

    /** Its insides. */
    Broker core() {
        return Broker.of(vertx).orElseThrow();
    }

    /** Ends it although its disk may have failed. */
    void abandon() throws TimeoutException {
        vertx.close().otherwiseEmpty().await(SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws TimeoutException {
        vertx.close().await(SECONDS, TimeUnit.SECONDS);
    }
}
