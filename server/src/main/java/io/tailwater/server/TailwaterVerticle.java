package io.tailwater.server;

import io.tailwater.core.Broker;
import io.tailwater.core.BrokerVerticle;
import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.config.ListenerProtocol;
import io.tailwater.tcp.KafkaServerVerticle;
import io.tailwater.websocket.TailServerVerticle;
import io.vertx.core.DeploymentOptions;
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
        DeploymentOptions configured = new DeploymentOptions().setConfig(config());
        return vertx.deployVerticle(BrokerVerticle.class.getName(), configured)
                .compose(v -> {
                    BrokerConfig config = Broker.of(vertx).orElseThrow().config();
                    DeploymentOptions perLoop = new DeploymentOptions().setInstances(config.effectiveEventLoops());
                    return vertx.deployVerticle(KafkaServerVerticle.class.getName(), perLoop)
                            .compose(kafka -> config.serves(ListenerProtocol.HTTP)
                                    ? vertx.deployVerticle(TailServerVerticle.class.getName(), perLoop)
                                    : Future.succeededFuture());
                })
                .onSuccess(v -> LOG.info(
                        "Kafka clients connect to port {}{}.",
                        KafkaServerVerticle.port(vertx).orElseThrow(),
                        browsers(TailServerVerticle.port(vertx))));
    }

    private static String browsers(OptionalInt port) {
        return port.isPresent() ? ", browsers to port " + port.getAsInt() : "";
    }
}
