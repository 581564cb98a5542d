package io.tailwater.tcp;

import io.tailwater.core.config.LimitsConfig;
import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.core.security.ClientSession;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Counts one connection among those of the user that has logged in on it. Event-loop confined. */
final class UserSlot {

    private final ConnectionSlots connections;
    private final Supplier<LimitsConfig> limits;
    private final BrokerMetrics metrics;
    private @Nullable String user;

    UserSlot(ConnectionSlots connections, Supplier<LimitsConfig> limits, BrokerMetrics metrics) {
        this.connections = connections;
        this.limits = limits;
        this.metrics = metrics;
    }

    /** Whether the user may have this connection; it counts until {@link #leave} then. */
    boolean enter(ClientSession session) {
        String entering = session.principal().toString();
        if (!connections.enter(entering, limits.get())) {
            metrics.connectionRefused("maxConnectionsPerUser");
            return false;
        }
        leave();
        user = entering;
        return true;
    }

    /** The connection is closed. */
    void leave() {
        if (user != null) {
            connections.leave(user);
            user = null;
        }
    }
}
