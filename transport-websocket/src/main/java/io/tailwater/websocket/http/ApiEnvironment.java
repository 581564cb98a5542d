package io.tailwater.websocket.http;

import io.tailwater.core.Broker;
import io.tailwater.core.client.RecordProducer;
import io.tailwater.core.client.Turns;
import io.tailwater.core.config.HttpConfig;
import io.tailwater.websocket.gate.ConnectionCounts;
import io.tailwater.websocket.login.RequestLogin;
import io.tailwater.websocket.route.RouteEnvironment;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What handlers of one event loop share. Confined to it. */
final class ApiEnvironment {

    private static final String SHARED_MAP = "tailwater.http";
    private static final long CHECK_MILLIS = 1_000;

    private final RouteEnvironment environment;
    private final RecordProducer producer;

    /** A part of the heap that bodies may have, whatever is configured. */
    private static final int SHARE_OF_THE_HEAP = 4;

    /** Bytes of request bodies that are held in memory, and of what becomes of them, of all event loops. */
    final Quota bodies;

    /** Of those who read pages or events. */
    final Turns turnsToDecode = new Turns();

    /** Of those who gather pages. */
    final Turns turnsToGather = new Turns();

    /** Readers of server-sent events, of all event loops. */
    final Quota tails;

    /** What readers of pages and of server-sent events have not taken. */
    final UntakenAnswers untaken;

    /** Readers of server-sent events, to be told when the port closes. */
    final Set<EventTail> readers = new HashSet<>();

    ApiEnvironment(RouteEnvironment environment) {
        this.environment = environment;
        HttpConfig limits = environment.broker().config().http();
        this.bodies = shared(
                "bodies", Math.min(limits.bodyBytes(), Runtime.getRuntime().maxMemory() / SHARE_OF_THE_HEAP));
        this.tails = shared("tails", limits.maxTails());
        this.untaken = UntakenAnswers.ofOneOf(environment.broker().config().effectiveEventLoops());
        this.producer = new RecordProducer(environment.broker().records(), environment.context());
        long timer =
                vertx().setPeriodic(CHECK_MILLIS, ticked -> List.copyOf(readers).forEach(EventTail::check));
        environment.onStop().accept(() -> {
            vertx().cancelTimer(timer);
            List.copyOf(readers).forEach(EventTail::end);
        });
    }

    private Quota shared(String name, long limit) {
        return vertx().sharedData()
                .<String, Quota>getLocalMap(SHARED_MAP)
                .computeIfAbsent(name, absent -> new Quota(limit));
    }

    Broker broker() {
        return environment.broker();
    }

    Vertx vertx() {
        return environment.vertx();
    }

    RequestLogin login() {
        return environment.login();
    }

    RecordProducer producer() {
        return producer;
    }

    /** How many connections the port has. */
    int httpConnections() {
        ConnectionCounts counts = vertx().sharedData()
                .<String, ConnectionCounts>getLocalMap(SHARED_MAP)
                .get("connections");
        return counts == null ? 0 : counts.all();
    }
}
