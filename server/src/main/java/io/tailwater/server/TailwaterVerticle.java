package io.tailwater.server;

import io.tailwater.core.Broker;
import io.tailwater.core.BrokerVerticle;
import io.tailwater.tcp.KafkaServerVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
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
                    int loops = Broker.of(vertx).orElseThrow().config().effectiveEventLoops();
                    return vertx.deployVerticle(
                            KafkaServerVerticle.class.getName(), new DeploymentOptions().setInstances(loops));
                })
                .onSuccess(v -> LOG.info(
                        "Kafka clients connect to port {}.",
                        KafkaServerVerticle.port(vertx).orElseThrow()));
    }
}
