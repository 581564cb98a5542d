package io.tailwater.websocket.watch;

import io.tailwater.core.Broker;
import io.tailwater.core.health.HealthReport;
import io.tailwater.websocket.route.RouteEnvironment;
import io.tailwater.websocket.route.RoutePart;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Serves {@code /health/live} and {@code /health/ready}: 200, or 503 with the reasons. Everybody may ask, and is told no names.
 * A check that somebody does not want to hear of is left out by {@code ?exclude=its-name}. Stateless.
 */
public final class HealthRoute implements RoutePart {

    public static final String LIVE = "/health/live";
    public static final String READY = "/health/ready";

    @Override
    public void addTo(Router router, RouteEnvironment environment) {
        Broker broker = environment.broker();
        router.get(LIVE).handler(routing -> live(broker, routing.request(), true));
        router.get(READY).handler(routing -> ready(broker, routing.request(), true));
    }

    @Override
    public boolean isOpen(HttpServerRequest request, String path) {
        return asksForHealth(request, path);
    }

    private static boolean asksForHealth(HttpServerRequest request, String path) {
        return HttpMethod.GET.equals(request.method()) && (LIVE.equals(path) || READY.equals(path));
    }

    /**
     * Answers a request that the gate refuses, if it is about health: probes come by many a name. They get a word instead of details, because a page
     * elsewhere may be behind the request.
     *
     * @return whether it is
     */
    public static boolean answersInAWord(Broker broker, HttpServerRequest request) {
        if (!asksForHealth(request, request.path())) {
            return false;
        }
        if (LIVE.equals(request.path())) {
            live(broker, request, false);
        } else {
            ready(broker, request, false);
        }
        return true;
    }

    private static void live(Broker broker, HttpServerRequest request, boolean detailed) {
        HealthReport report = broker.health().liveness();
        HealthJson.send(request.response(), report, report.live(), detailed);
    }

    private static void ready(Broker broker, HttpServerRequest request, boolean detailed) {
        Set<String> excluded = excluded(request.params().getAll("exclude"));
        broker.health().report().onSuccess(all -> {
            HealthReport report = all.without(excluded);
            HealthJson.send(request.response(), report, report.ready(), detailed);
        });
    }

    private static Set<String> excluded(List<String> parameters) {
        Set<String> excluded = new HashSet<>();
        parameters.forEach(names -> excluded.addAll(List.of(names.split(",", -1))));
        return excluded;
    }
}
