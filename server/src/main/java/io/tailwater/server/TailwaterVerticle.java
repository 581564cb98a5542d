package io.tailwater.server;

import io.tailwater.core.BrokerEnvironment;
import io.tailwater.core.BrokerVerticle;
import io.tailwater.tcp.KafkaServerVerticle;
import io.tailwater.websocket.TailServerVerticle;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker with everything clients reach it by, for the Vert.x launcher ({@code java -jar tailwater.jar -conf file.json}).
 * Its configuration is the broker's.
 */
public final class TailwaterVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(TailwaterVerticle.class);

    @Override
    public Future<?> start() {
        return BrokerDeployment.deploy(BrokerVerticle.read(config()), BrokerEnvironment.ofSystem(), vertx)
                .onSuccess(v -> LOG.info(
                        "Kafka clients connect to port {}{}.",
                        KafkaServerVerticle.port(vertx).orElseThrow(),
                        browsers(TailServerVerticle.port(vertx))));
    }

    private static String browsers(OptionalInt port) {
        return port.isPresent() ? ", browsers to port " + port.getAsInt() : "";
    }
}
