package io.tailwater.tcp;

import io.tailwater.core.Broker;
import io.tailwater.core.config.LimitsConfig;
import io.tailwater.core.config.ListenerConfig;
import io.tailwater.core.partition.AppendSequence;
import io.tailwater.core.quota.QuotaKey;
import io.tailwater.core.quota.QuotaPause;
import io.tailwater.core.quota.Quotas;
import io.tailwater.spi.security.Principal;
import io.tailwater.tcp.api.ApiHandlers;
import io.tailwater.tcp.sasl.SaslSession;
import io.tailwater.transport.AcceptedSocket;
import io.tailwater.transport.Arrival;
import io.tailwater.transport.KafkaEntrance;
import io.tailwater.transport.SocketWriter;
import io.vertx.core.Context;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The connections of one event loop and what they share. Confined to that event loop. */
final class ConnectionGroup implements KafkaEntrance {

    private static final long LONGEST_TICK_MILLIS = 1_000;
    private static final long SHORTEST_TICK_MILLIS = 20;
    private static final long STALLED_MILLIS = 30_000;
    private static final long STALLED_AMID_CROWD_MILLIS = 2_000;

    private final Broker broker;
    private final Context context;
    private final SharedByGroups shared;
    private final LongSupplier nanoTime;
    private final RefusalLog log;
    private final Set<KafkaConnection> connections = new HashSet<>();
    private boolean stopping;

    ConnectionGroup(Broker broker, Context context, SharedByGroups shared, LongSupplier nanoTime) {
        this.broker = broker;
        this.context = context;
        this.shared = shared;
        this.nanoTime = nanoTime;
        this.log = new RefusalLog(nanoTime);
    }

    @Override
    public void accept(AcceptedSocket socket, ListenerConfig listener) {
        String address = socket.remoteAddress().hostAddress();
        String exceeded = shared.connections().take(address, limits());
        if (exceeded != null) {
            refuse(socket, exceeded);
            return;
        }
        long waitMillis = broker.quotas().connectionMillis(address, limits().connectionsPerSecond());
        if (stopping || waitMillis == Quotas.REFUSED) {
            shared.connections().give(address);
            refuse(socket, stopping ? "stopping" : "connectionsPerSecond");
            return;
        }
        Optional<Arrival> arrival = Arrival.of(listener, socket);
        if (arrival.isEmpty()) {
            shared.connections().give(address);
            log.refused(
                    socket.remoteAddress().toString(),
                    "",
                    null,
                    "a certificate that tls.principalMapping has no name for");
            socket.close();
            return;
        }
        broker.metrics().connectionOpened();
        arrival.get().noteIn(broker.audit());
        KafkaConnection connection = new KafkaConnection(this, socket, arrival.get());
        connections.add(connection);
        if (!connection.enter()) {
            connection.refuse(null, "more connections than limits.maxConnectionsPerUser");
        } else if (waitMillis > 0) {
            connection.mute(QuotaKey.CONNECTION_CREATION_RATE, waitMillis);
        }
    }

    /** The protocol has no answer to somebody who has asked nothing yet. */
    private void refuse(AcceptedSocket socket, String exceeded) {
        broker.metrics().connectionRefused(exceeded);
        if (!stopping) {
            log.refused(
                    socket.remoteAddress().toString(),
                    "",
                    null,
                    "more connections than limits." + exceeded + " or a quota allows");
        }
        socket.close();
    }

    /** Lets every connection finish what it has begun and close. */
    @Override
    public void stop() {
        stopping = true;
        List.copyOf(connections).forEach(KafkaConnection::stop);
    }

    void closed(KafkaConnection connection) {
        if (connections.remove(connection)) {
            shared.connections().give(connection.address());
            broker.metrics().connectionClosed();
        }
    }

    /** How often {@link #tick} wants to be called. */
    long tickMillis() {
        long idle = limits().idleConnectionMillis();
        long quarter = idle == 0 ? LONGEST_TICK_MILLIS : idle / 4;
        return Math.max(SHORTEST_TICK_MILLIS, Math.min(LONGEST_TICK_MILLIS, quarter));
    }

    /** Looks for connections on which nothing happens: one timer for all costs less than one for each. */
    void tick() {
        long idle = limits().idleConnectionMillis();
        int ticksIdle = idle == 0 ? Integer.MAX_VALUE : ticks(idle);
        int ticksMidFrame = Math.min(ticksIdle, ticks(STALLED_MILLIS));
        int ticksToLogIn = ticks(limits().authenticationMillis());
        int ticksAmidCrowd = Math.min(ticksIdle, ticks(STALLED_AMID_CROWD_MILLIS));
        for (KafkaConnection connection : List.copyOf(connections)) {
            connection.tick(ticksAmidCrowd, ticksMidFrame, ticksIdle, ticksToLogIn);
        }
    }

    private int ticks(long millis) {
        return (int) Math.min(Integer.MAX_VALUE, (millis + tickMillis() - 1) / tickMillis());
    }

    Broker broker() {
        return broker;
    }

    LimitsConfig limits() {
        return broker.config().limits();
    }

    ApiHandlers handlers() {
        return shared.handlers();
    }

    RequestBudgets budgets() {
        return shared.budgets();
    }

    RefusalLog log() {
        return log;
    }

    /** How the client of a new connection has to log in; null when nobody asks, or its certificate has said who it is. */
    @Nullable
    ConnectionLogin login(Arrival arrival, RequestFrameDecoder decoder, SocketWriter writer, UserSlot userSlot) {
        ListenerConfig listener = arrival.listener();
        // Without a mechanism for Kafka clients, where others have to log in, they cannot and get nothing.
        if (listener.authentication().isEmpty()
                || !arrival.session().principal().equals(Principal.ANONYMOUS)) {
            return null;
        }
        SaslSession sasl = new SaslSession(
                broker.security().authentications(),
                listener.saslMechanisms(),
                broker.config().security().authentication().maxSessionMillis(),
                broker.clock(),
                arrival.session().clientHost(),
                userSlot::enter);
        return new ConnectionLogin(sasl, decoder, writer, () -> limits().maxRequestBytes());
    }

    UserSlot userSlot() {
        return new UserSlot(shared.connections(), this::limits, broker.metrics());
    }

    AppendSequence appends() {
        return broker.partitions().appends(context);
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }

    QuotaPause muting(Runnable whenOver) {
        return new QuotaPause(context.owner(), nanoTime, () -> Long.MAX_VALUE, whenOver);
    }

    /** When a request began, or 0 when nobody wants to know. */
    long startNanos() {
        return broker.metrics().timed() || broker.tracer().enabled() ? nanoTime.getAsLong() : 0;
    }

    void answered(InFlightRequest<?, ?> request) {
        long startNanos = request.startNanos();
        if (startNanos == 0) {
            broker.metrics().requestAnswered(request.apiName(), 0);
            return;
        }
        long endNanos = nanoTime.getAsLong();
        broker.metrics().requestAnswered(request.apiName(), endNanos - startNanos);
        request.sent(endNanos);
    }
}
