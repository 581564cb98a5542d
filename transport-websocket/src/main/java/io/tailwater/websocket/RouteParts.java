package io.tailwater.websocket;

import io.tailwater.websocket.console.StaticFiles;
import io.tailwater.websocket.eventbus.EventBusBridge;
import io.tailwater.websocket.gate.CrossOriginPages;
import io.tailwater.websocket.http.HttpApi;
import io.tailwater.websocket.route.RoutePart;
import io.tailwater.websocket.watch.HealthRoute;
import io.tailwater.websocket.watch.MetricsRoute;
import java.util.List;

/** Everything that is served on the HTTP port beside {@code /v1/stream}, in the order in which paths are looked up. Stateless. */
final class RouteParts {

    private RouteParts() {}

    static List<RoutePart> all() {
        return List.of(
                new EventBusBridge(),
                new CrossOriginPages(),
                new HealthRoute(),
                new MetricsRoute(),
                new HttpApi(),
                new StaticFiles());
    }
}
