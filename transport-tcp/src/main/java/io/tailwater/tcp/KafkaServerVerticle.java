package io.tailwater.tcp;

import io.tailwater.core.Broker;
import io.tailwater.core.config.ListenerConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Serves Kafka clients. Deploy it by name after the broker's own verticle, in as many instances as there are event loops to
 * serve: they share one listener, and connections are spread over them. Everything it needs to know comes from
 * {@link Broker#config()}.
 */
public final class KafkaServerVerticle extends VerticleBase {

    private static final int BACKLOG = 4096;
    private static final int SECONDS_TO_FINISH = 2;
    private static final String SHARED_MAP = "tailwater";
    private static final String PORT_KEY = "kafka.port";

    /** Servers that ask for a free port under the same number share one. */
    private static final int FREE_PORT = 1;

    private @Nullable ConnectionGroup group;
    private @Nullable NetServer server;

    /** Where clients can connect since the deployment completed, which is how to learn the port when 0 was configured. */
    public static OptionalInt port(Vertx vertx) {
        Integer port =
                vertx.sharedData().<String, Integer>getLocalMap(SHARED_MAP).get(PORT_KEY);
        return port == null ? OptionalInt.empty() : OptionalInt.of(port);
    }

    @Override
    public Future<?> start() {
        Optional<Broker> broker = Broker.of(vertx);
        if (broker.isEmpty()) {
            return Future.failedFuture(new IllegalStateException(
                    "There is no broker in this Vert.x instance: deploy io.tailwater.core.BrokerVerticle first."));
        }
        ConnectionGroup accepting =
                new ConnectionGroup(broker.get(), context, SharedByGroups.of(vertx, broker.get()), System::nanoTime);
        group = accepting;
        vertx.setPeriodic(accepting.tickMillis(), timer -> accepting.tick());
        ListenerConfig listener = broker.get().config().kafka();
        SocketAddress address = listener.port() == 0
                ? SocketAddress.sharedRandomPort(FREE_PORT, listener.host())
                : SocketAddress.inetSocketAddress(listener.port(), listener.host());
        NetServer listening = vertx.createNetServer(
                        new NetServerOptions().setTcpNoDelay(true).setAcceptBacklog(BACKLOG))
                .connectHandler(accepting::accept);
        server = listening;
        return listening
                .listen(address)
                .onSuccess(bound -> vertx.sharedData()
                        .<String, Integer>getLocalMap(SHARED_MAP)
                        .put(PORT_KEY, bound.actualPort()));
    }

    /** Takes no more requests, answers those under way for up to two seconds, closes every connection. */
    @Override
    public Future<?> stop() {
        ConnectionGroup accepting = group;
        NetServer listening = server;
        if (accepting == null || listening == null) {
            return Future.succeededFuture();
        }
        accepting.stop();
        return listening.shutdown(SECONDS_TO_FINISH, TimeUnit.SECONDS);
    }
}
