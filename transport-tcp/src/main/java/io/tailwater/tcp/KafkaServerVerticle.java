package io.tailwater.tcp;

import io.tailwater.core.Broker;
import io.tailwater.core.config.ListenerConfig;
import io.tailwater.core.config.ListenerProtocol;
import io.tailwater.transport.AcceptedSocket;
import io.tailwater.transport.KafkaEntrance;
import io.tailwater.transport.ListenFailedException;
import io.tailwater.transport.ListenerPorts;
import io.tailwater.transport.tls.ListenerTls;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Serves Kafka clients on every listener that is theirs. Deploy it by name after the broker's own verticle, in as many instances
 * as there are event loops to serve: they share the listeners, and connections are spread over them. Everything it needs to know
 * comes from {@link Broker#config()}.
 */
public final class KafkaServerVerticle extends VerticleBase {

    private static final int BACKLOG = 4096;

    private final List<NetServer> servers = new ArrayList<>();
    private @Nullable ConnectionGroup group;
    private long drainMillis;

    /** Where clients can connect since the deployment completed, which is how to learn the port when 0 was configured. */
    public static OptionalInt port(Vertx vertx) {
        return ListenerPorts.port(vertx, ListenerConfig.KAFKA.name());
    }

    @Override
    public Future<?> start() {
        Optional<Broker> broker = Broker.of(vertx);
        if (broker.isEmpty()) {
            return Future.failedFuture(new IllegalStateException(
                    "There is no broker in this Vert.x instance: deploy io.tailwater.core.BrokerVerticle first."));
        }
        drainMillis = broker.get().config().stop().drainMillis();
        ConnectionGroup accepting = group(broker.get(), context);
        group = accepting;
        KafkaEntrance.offer(vertx, loop -> group(broker.get(), loop));
        List<ListenerConfig> listeners = broker.get().config().allListeners();
        List<Future<?>> listening = new ArrayList<>();
        for (int i = 0; i < listeners.size(); i++) {
            if (listeners.get(i).protocol() == ListenerProtocol.KAFKA) {
                listening.add(listen(broker.get(), listeners.get(i), i + 1, accepting));
            }
        }
        return Future.all(listening);
    }

    /** The connections of one event loop, on which this is called. */
    private ConnectionGroup group(Broker broker, Context loop) {
        ConnectionGroup connections =
                new ConnectionGroup(broker, loop, SharedByGroups.of(vertx, broker), System::nanoTime);
        vertx.setPeriodic(connections.tickMillis(), timer -> connections.tick());
        return connections;
    }

    /** @param number tells the listeners of this broker apart */
    private Future<?> listen(Broker broker, ListenerConfig listener, int number, ConnectionGroup accepting) {
        return ListenerTls.of(vertx, broker, listener)
                .compose(tls -> listen(listener, number, accepting, tls))
                .recover(cause -> Future.failedFuture(new ListenFailedException(listener, cause)));
    }

    private Future<?> listen(
            ListenerConfig listener, int number, ConnectionGroup accepting, Optional<ListenerTls> tls) {
        NetServerOptions options = new NetServerOptions().setTcpNoDelay(true).setAcceptBacklog(BACKLOG);
        tls.ifPresent(encrypting -> encrypting.configure(options));
        NetServer server = vertx.createNetServer(options)
                .connectHandler(socket -> accepting.accept(AcceptedSocket.of(socket), listener));
        servers.add(server);
        return server.listen(ListenerPorts.shared(listener, number)).onSuccess(bound -> {
            ListenerPorts.note(vertx, listener.name(), bound.actualPort());
            tls.ifPresent(encrypting -> encrypting.keepUpToDate(changed -> bound.updateSSLOptions(changed, true)));
        });
    }

    /** Takes no more requests, answers those under way for a while, closes every connection. */
    @Override
    public Future<?> stop() {
        KafkaEntrance.offer(vertx, null);
        if (group != null) {
            group.stop();
        }
        List<Future<?>> closing = new ArrayList<>();
        servers.forEach(server -> closing.add(server.shutdown(drainMillis, TimeUnit.MILLISECONDS)));
        return Future.join(closing);
    }
}
