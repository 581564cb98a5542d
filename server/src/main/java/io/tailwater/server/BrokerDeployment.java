package io.tailwater.server;

import io.tailwater.core.BrokerEnvironment;
import io.tailwater.core.BrokerVerticle;
import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.config.ListenerProtocol;
import io.tailwater.tcp.KafkaServerVerticle;
import io.tailwater.transport.ListenerPreflight;
import io.tailwater.websocket.StartingServerVerticle;
import io.tailwater.websocket.TailServerVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/** Deploys a broker and what clients reach it by, in the order in which each finds what it needs. Stateless. */
final class BrokerDeployment {

    private static final String KAFKA_VERTICLE = KafkaServerVerticle.class.getName();
    private static final String HTTP_VERTICLE = TailServerVerticle.class.getName();

    private BrokerDeployment() {}

    /**
     * Deploys all of it, once the listeners look as if they could be opened.
     *
     * @return the deployments, the last one first: it is the first to go. When any fails, none is left
     */
    static Future<Deque<String>> deploy(BrokerConfig config, BrokerEnvironment environment, Vertx vertx) {
        return vertx.executeBlocking(() -> {
                    ListenerPreflight.require(vertx, config.allListeners());
                    return config;
                })
                .compose(checked -> deployChecked(checked, environment, vertx));
    }

    private static Future<Deque<String>> deployChecked(
            BrokerConfig config, BrokerEnvironment environment, Vertx vertx) {
        DeploymentOptions perLoop = new DeploymentOptions().setInstances(config.effectiveEventLoops());
        Deque<String> deployments = new ConcurrentLinkedDeque<>();
        Future<String> starting = sayThatItStarts(config, vertx);
        return vertx.deployVerticle(new BrokerVerticle(config, environment))
                .onSuccess(deployments::push)
                .compose(broker -> starting.otherwiseEmpty()) // whose sockets and certificates are taken over
                .compose(listening -> vertx.deployVerticle(KAFKA_VERTICLE, perLoop))
                .onSuccess(deployments::push)
                .compose(kafka -> deployHttp(config, vertx, perLoop, deployments))
                .eventually(() -> starting.compose(vertx::undeploy).otherwiseEmpty())
                .map(http -> deployments)
                .recover(cause -> undeploy(vertx, deployments).transform(undeployed -> Future.failedFuture(cause)));
    }

    /** While logs are recovered; where it cannot listen whoever comes after it cannot either, and says so. */
    private static Future<String> sayThatItStarts(BrokerConfig config, Vertx vertx) {
        return config.serves(ListenerProtocol.HTTP)
                ? vertx.deployVerticle(new StartingServerVerticle(config))
                : Future.failedFuture("nobody listens for HTTP");
    }

    private static Future<?> deployHttp(
            BrokerConfig config, Vertx vertx, DeploymentOptions perLoop, Deque<String> deployments) {
        return config.serves(ListenerProtocol.HTTP)
                ? vertx.deployVerticle(HTTP_VERTICLE, perLoop).onSuccess(deployments::push)
                : Future.succeededFuture();
    }

    private static Future<?> undeploy(Vertx vertx, Deque<String> deployments) {
        String last = deployments.poll();
        return last == null
                ? Future.succeededFuture()
                : vertx.undeploy(last).transform(undeployed -> undeploy(vertx, deployments));
    }
}
