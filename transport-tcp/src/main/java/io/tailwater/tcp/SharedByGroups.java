package io.tailwater.tcp;

import io.tailwater.core.Broker;
import io.tailwater.tcp.api.ApiHandlers;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import org.jspecify.annotations.Nullable;

/** What all event loops of one broker share: the handlers, and limits over all connections. Thread-safe. */
final class SharedByGroups implements Shareable {

    private final Broker broker;
    private final ApiHandlers handlers;
    private final RequestBudgets budgets;
    private final ConnectionSlots connections = new ConnectionSlots();

    private SharedByGroups(Broker broker) {
        this.broker = broker;
        this.handlers = ApiHandlers.of(broker);
        this.budgets = RequestBudgets.of(broker.config().limits().totalRequestBytes());
    }

    /** The one of this broker: another broker on the same Vert.x instance, after a restart, gets a new one. */
    static SharedByGroups of(Vertx vertx, Broker broker) {
        return vertx.sharedData()
                .<String, SharedByGroups>getLocalMap("tailwater.tcp")
                .compute("shared", (key, known) -> belongsTo(known, broker) ? known : new SharedByGroups(broker));
    }

    private static boolean belongsTo(@Nullable SharedByGroups known, Broker broker) {
        return known != null && known.broker == broker;
    }

    ApiHandlers handlers() {
        return handlers;
    }

    RequestBudgets budgets() {
        return budgets;
    }

    ConnectionSlots connections() {
        return connections;
    }
}
