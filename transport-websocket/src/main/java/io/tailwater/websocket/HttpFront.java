package io.tailwater.websocket;

import io.tailwater.core.Broker;
import io.tailwater.core.config.HttpConfig;
import io.tailwater.core.config.ListenerConfig;
import io.tailwater.transport.AcceptedSocket;
import io.tailwater.transport.Arrival;
import io.tailwater.transport.ConnectionEnd;
import io.tailwater.transport.SilentConnections;
import io.tailwater.websocket.gate.ConnectionCounts;
import io.tailwater.websocket.gate.ConnectionCounts.Verdict;
import io.tailwater.websocket.gate.RequestDeadline;
import io.tailwater.websocket.gate.RequestGate;
import io.tailwater.websocket.gate.RequestWait;
import io.tailwater.websocket.login.LoginGate;
import io.tailwater.websocket.login.PageSessions;
import io.tailwater.websocket.login.RequestLogin;
import io.tailwater.websocket.route.PartsBudget;
import io.tailwater.websocket.route.Problem;
import io.tailwater.websocket.route.RouteEnvironment;
import io.tailwater.websocket.route.RoutePart;
import io.tailwater.websocket.route.TooMany;
import io.tailwater.websocket.stream.StreamEntrance;
import io.tailwater.websocket.tail.Feeds;
import io.tailwater.websocket.watch.HealthRoute;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The connections and requests of one event loop, on their way to the routes. Confined to that event loop. */
final class HttpFront {

    private static final int TOO_MANY = 503;
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    static final long TICK_MILLIS = 500;

    private final Vertx vertx;
    private final Context context;
    private final Broker broker;
    private final ConnectionCounts counts;
    private final RequestGate gate;
    private final RequestDeadline deadline;
    private final SilentConnections silent;
    private final Map<HttpConnection, TooMany> refused = new HashMap<>();
    private final List<Runnable> stopping = new ArrayList<>();
    private @Nullable RouteEnvironment environment;
    private @Nullable StreamEntrance streams;
    private @Nullable Router router;

    HttpFront(Vertx vertx, Context context, Broker broker, ConnectionCounts counts) {
        this.vertx = vertx;
        this.context = context;
        this.broker = broker;
        this.counts = counts;
        this.silent = new SilentConnections(
                broker.config().limits().maxConnections(),
                () -> broker.metrics().connectionRefused("silentConnections"));
        this.gate = new RequestGate(broker.config().http());
        this.deadline =
                new RequestDeadline((int) ((RequestWait.of(broker.config().limits()) + TICK_MILLIS - 1) / TICK_MILLIS));
    }

    /** Those of ports that are shared with Kafka clients. */
    SilentConnections silentConnections() {
        return silent;
    }

    void connected(HttpConnection connection, ListenerConfig listener) {
        HttpConfig limits = broker.config().http();
        String address = connection.remoteAddress().hostAddress();
        Optional<Arrival> arrival = Arrival.of(listener, AcceptedSocket.of(connection));
        if (arrival.isEmpty()) {
            connection.close(); // shown a certificate that tls.principalMapping has no name for
            return;
        }
        arrival.get().noteIn(broker.audit());
        arrival.get().noteOn(connection);
        Verdict verdict = counts.opened(address, limits);
        if (!(verdict instanceof Verdict.Counted counted)) {
            broker.metrics().connectionRefused(TooMany.IN_ALL.setting());
            connection.close();
            return;
        }
        TooMany tooMany = counted.refused() == null ? tooFast(address) : counted.refused();
        if (tooMany != null) {
            refused.put(connection, tooMany);
            broker.metrics().connectionRefused(tooMany.setting());
        }
        deadline.opened(connection);
        ConnectionEnd.of(connection, () -> {
            counts.closed(address);
            refused.remove(connection);
            deadline.closed(connection);
        });
    }

    private @Nullable TooMany tooFast(String address) {
        return broker.quotas()
                                .connectionMillis(
                                        address, broker.config().limits().connectionsPerSecond())
                        == 0
                ? null
                : TooMany.IN_A_SECOND;
    }

    /** To be called every {@link #TICK_MILLIS}. */
    void tick() {
        for (int late = deadline.tick(); late > 0; late--) {
            broker.metrics().requestRejected("an HTTP request that does not come");
        }
    }

    void request(HttpServerRequest request) {
        deadline.asked(request);
        request.response().putHeader("X-Content-Type-Options", "nosniff");
        String refusal = gate.refusal(request);
        TooMany tooMany = refused.get(request.connection());
        if (refusal != null) {
            if (tooMany != null || !HealthRoute.answersInAWord(broker, request)) {
                Problem.send(request.response(), FORBIDDEN, "FORBIDDEN", refusal);
            }
            return;
        }
        if (request.path() == null || !request.path().startsWith("/")) {
            // CONNECT, or an asterisk: the router has no words for it, and logs a bug.
            Problem.send(
                    request.response(), BAD_REQUEST, "BAD_REQUEST", "A request must name a path, which begins with /.");
            return;
        }
        if (tooMany != null && !request.headers().contains("Upgrade", "websocket", true)) {
            request.response()
                    .putHeader("Connection", "close")
                    .putHeader("Retry-After", "5")
                    .endHandler(sent -> request.connection().close());
            Problem.send(request.response(), TOO_MANY, "TOO_MANY_CONNECTIONS", tooMany.sentence());
            return;
        }
        if (StreamEntrance.PATH.equals(request.path())) {
            streams().enter(request);
        } else {
            router().handle(request);
        }
    }

    // What follows is made when it is first asked for: a broker that nobody browses loads none of it.

    private StreamEntrance streams() {
        StreamEntrance known = streams;
        if (known == null) {
            known = new StreamEntrance(environment());
            streams = known;
        }
        return known;
    }

    private Router router() {
        Router known = router;
        if (known == null) {
            known = Router.router(vertx);
            List<RoutePart> parts = RouteParts.all();
            known.route()
                    .handler(new LoginGate(
                            environment().login(),
                            (request, path) -> parts.stream().anyMatch(part -> part.isOpen(request, path))));
            for (RoutePart part : parts) {
                part.addTo(known, environment());
            }
            known.route()
                    .handler(routing -> Problem.send(
                            routing.response(),
                            404,
                            "NOT_FOUND",
                            "There is nothing at this path: /v1/openapi.json says what is."));
            router = known;
        }
        return known;
    }

    private RouteEnvironment environment() {
        RouteEnvironment known = environment;
        if (known == null) {
            RequestLogin login = new RequestLogin(broker.security().authentications(), pages(), gate, broker.clock());
            known = new RouteEnvironment(
                    vertx,
                    context,
                    broker,
                    new Feeds(vertx, broker),
                    login,
                    refused::get,
                    new PartsBudget(broker.config().http().webSocket()),
                    stopping::add);
            environment = known;
        }
        return known;
    }

    /** All event loops have the same, so that a browser may come by any of them. */
    private PageSessions pages() {
        return vertx.sharedData()
                .<String, PageSessions>getLocalMap("tailwater.http")
                .computeIfAbsent(
                        "pages",
                        absent -> new PageSessions(
                                broker.clock(),
                                new SecureRandom(),
                                broker.config().http().sessions()));
    }

    /** Tells every part that the port closes. */
    void stop() {
        List.copyOf(stopping).forEach(Runnable::run);
        if (environment != null) {
            environment.feeds().close();
        }
    }
}
