package io.tailwater.websocket.http;

import io.tailwater.core.result.BrokerError;
import io.tailwater.core.security.ResourceType;
import io.tailwater.websocket.route.Problem;
import io.tailwater.websocket.route.RouteEnvironment;
import io.tailwater.websocket.route.RoutePart;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the HTTP API. Stateless. */
public final class HttpApi implements RoutePart {

    private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);

    /** What anybody may ask; of these no path has parts that change. */
    private static final Set<String> OPEN = ApiHandlers.all().stream()
            .filter(handler -> handler.needed() instanceof Needed.Nothing)
            .map(handler -> handler.method() + " " + handler.path())
            .collect(Collectors.toSet());

    @Override
    public void addTo(Router router, RouteEnvironment environment) {
        ApiEnvironment api = new ApiEnvironment(environment);
        Map<String, Map<HttpMethod, ApiHandler>> byPath = ApiHandlers.all().stream()
                .collect(Collectors.groupingBy(
                        ApiHandler::path,
                        TreeMap::new,
                        Collectors.toMap(ApiHandler::method, handler -> handler, (a, b) -> a, LinkedHashMap::new)));
        byPath.forEach((path, handlers) -> {
            String allowed = handlers.keySet().stream().map(HttpMethod::name).collect(Collectors.joining(", "));
            router.route(path.replaceAll("\\{(\\w+)}", ":$1")).handler(routing -> {
                ApiHandler handler = handlers.get(routing.request().method());
                if (handler == null) {
                    routing.response().putHeader("Allow", allowed);
                    Problem.send(routing.response(), 405, "METHOD_NOT_ALLOWED", "This path takes " + allowed + ".");
                } else {
                    HttpWatch.begin(routing, handler, environment.broker());
                    answer(handler, new ApiRequest(routing, api));
                }
            });
        });
    }

    @Override
    public boolean isOpen(HttpServerRequest request, String path) {
        return OPEN.contains(request.method() + " " + path);
    }

    /** What it costs is known afterwards, and kept against the next. */
    private static void timed(ApiHandler handler, ApiRequest request) {
        if (request.refusedFor(request.pacing().worked(request.session(), 0))) {
            return;
        }
        long began = System.nanoTime();
        try {
            handler.handle(request);
        } finally {
            request.pacing().worked(request.session(), System.nanoTime() - began);
        }
    }

    private static void answer(ApiHandler handler, ApiRequest request) {
        try {
            if (handler.needed() instanceof Needed.Right right) {
                String name = right.parameter().isEmpty() ? ResourceType.CLUSTER_NAME : request.path(right.parameter());
                BrokerError refusal = request.rights().refusal(right.operation(), right.type(), name);
                if (refusal != null) {
                    request.refuse(refusal);
                    return;
                }
            }
            if (request.pacing().timesRequests(request.session())) {
                timed(handler, request);
            } else {
                handler.handle(request);
            }
        } catch (BadRequest e) {
            request.refuse(400, "INVALID_REQUEST", String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            RoutingContext routing = request.routing();
            LOG.error(
                    "{} {} failed",
                    routing.request().method(),
                    routing.request().path(),
                    e);
            request.refuse(
                    500, "UNKNOWN_SERVER_ERROR", "This is a mistake in the broker, which its log tells more of.");
        }
    }
}
