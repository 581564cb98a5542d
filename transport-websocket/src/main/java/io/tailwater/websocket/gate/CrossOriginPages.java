package io.tailwater.websocket.gate;

import io.tailwater.websocket.route.RouteEnvironment;
import io.tailwater.websocket.route.RoutePart;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * Lets pages of the configured origins read the answers to what they ask for (CORS), and answers browsers that ask beforehand
 * whether they may. Nobody else's answers say a word of it. Stateless.
 *
 * <p>Vert.x's own handler refuses every other origin, and those include the broker's own pages.
 */
public final class CrossOriginPages implements RoutePart {

    private static final String METHODS = "GET, HEAD, PUT, POST, DELETE";
    private static final String HEADERS = "Content-Type, Last-Event-ID, Authorization";
    private static final String READABLE = "Retry-After";
    private static final String ASK_AGAIN_SECONDS = "600";
    private static final int NO_CONTENT = 204;

    @Override
    public void addTo(Router router, RouteEnvironment environment) {
        List<String> origins = environment.broker().config().http().allowedOrigins();
        if (!origins.isEmpty()) {
            router.route().handler(routing -> answer(routing, origins));
        }
    }

    /** A browser that asks beforehand does so without credentials. */
    @Override
    public boolean isOpen(HttpServerRequest request, String path) {
        return request.method().equals(HttpMethod.OPTIONS)
                && request.headers().contains("Access-Control-Request-Method");
    }

    private static void answer(RoutingContext routing, List<String> origins) {
        HttpServerRequest request = routing.request();
        HttpServerResponse response = request.response();
        response.headers().add("Vary", "Origin");
        String origin = request.getHeader("Origin");
        if (origin == null || origins.stream().noneMatch(origin::equalsIgnoreCase)) {
            routing.next();
            return;
        }
        response.putHeader("Access-Control-Allow-Origin", origin);
        if (request.method().equals(HttpMethod.OPTIONS)
                && request.headers().contains("Access-Control-Request-Method")) {
            response.putHeader("Access-Control-Allow-Methods", METHODS)
                    .putHeader("Access-Control-Allow-Headers", HEADERS)
                    .putHeader("Access-Control-Max-Age", ASK_AGAIN_SECONDS)
                    .setStatusCode(NO_CONTENT)
                    .end();
            return;
        }
        response.putHeader("Access-Control-Expose-Headers", READABLE);
        routing.next();
    }
}
