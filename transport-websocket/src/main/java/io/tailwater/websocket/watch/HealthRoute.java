package io.tailwater.websocket.watch;

import io.tailwater.core.health.HealthReport;
import io.tailwater.websocket.route.RouteEnvironment;
import io.tailwater.websocket.route.RoutePart;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
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
        router.get(LIVE).handler(routing -> {
            HealthReport report = environment.broker().health().liveness();
            HealthJson.send(routing.response(), report, report.live());
        });
        router.get(READY).handler(routing -> {
            Set<String> excluded = excluded(routing.queryParam("exclude"));
            HttpServerResponse response = routing.response();
            environment.broker().health().report().onSuccess(all -> {
                HealthReport report = all.without(excluded);
                HealthJson.send(response, report, report.ready());
            });
        });
    }

    @Override
    public boolean isOpen(HttpServerRequest request, String path) {
        return HttpMethod.GET.equals(request.method()) && (LIVE.equals(path) || READY.equals(path));
    }

    private static Set<String> excluded(List<String> parameters) {
        Set<String> excluded = new HashSet<>();
        parameters.forEach(names -> excluded.addAll(List.of(names.split(",", -1))));
        return excluded;
    }
}
