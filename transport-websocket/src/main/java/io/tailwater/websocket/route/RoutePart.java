package io.tailwater.websocket.route;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;

/**
 * Something that serves paths of the HTTP port. Listed in {@code RouteParts}; stateless, because every event loop calls it.
 *
 * <p>Whoever gets here has passed the gate: {@code Host}, {@code Origin} and the number of connections are fine. It is known who
 * they are ({@link io.tailwater.websocket.login.Login#of}), unless the request is open to anybody.
 */
public interface RoutePart {

    /**
     * Adds routes. Called on each event loop when the first request comes, so that a broker nobody browses loads none of it.
     *
     * @param router of that event loop
     * @param environment what may be used on that event loop
     */
    void addTo(Router router, RouteEnvironment environment);

    /**
     * Whether anybody may send such a request, also where one has to say who one is.
     *
     * @param path as the router sees it, without dots and escapes that lead elsewhere
     */
    default boolean isOpen(HttpServerRequest request, String path) {
        return false;
    }
}
