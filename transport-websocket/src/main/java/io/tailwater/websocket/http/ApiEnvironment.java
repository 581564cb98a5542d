package io.tailwater.websocket.http;

import io.tailwater.core.Broker;
import io.tailwater.core.client.RecordProducer;
import io.tailwater.websocket.gate.ConnectionCounts;
import io.tailwater.websocket.route.RouteEnvironment;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What handlers of one event loop share. Confined to it. */
final class ApiEnvironment {

    private static final long BODY_BYTES = 32L << 20;
    private static final long READS = 64;
    private static final long TAILS = 5_000;

    private final RouteEnvironment environment;
    private final RecordProducer producer;

    /** Bytes of request bodies that are held in memory. */
    final Quota bodies = new Quota(BODY_BYTES);

    /** Pages that are being read. */
    final Quota reads = new Quota(READS);

    /** Readers of server-sent events. */
    final Quota tails = new Quota(TAILS);

    /** Readers of server-sent events, to be told when the port closes. */
    final Set<EventTail> readers = new HashSet<>();

    ApiEnvironment(RouteEnvironment environment) {
        this.environment = environment;
        this.producer = new RecordProducer(environment.broker().records(), environment.context());
        environment.onStop().accept(() -> List.copyOf(readers).forEach(EventTail::end));
    }

    Broker broker() {
        return environment.broker();
    }

    Vertx vertx() {
        return environment.vertx();
    }

    RecordProducer producer() {
        return producer;
    }

    /** How many connections the port has. */
    int httpConnections() {
        ConnectionCounts counts = vertx().sharedData()
                .<String, ConnectionCounts>getLocalMap("tailwater.http")
                .get("connections");
        return counts == null ? 0 : counts.all();
    }
}
