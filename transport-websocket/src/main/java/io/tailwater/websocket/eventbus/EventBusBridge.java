package io.tailwater.websocket.eventbus;

import io.tailwater.core.eventbus.DurableBusAddresses;
import io.tailwater.websocket.route.Problem;
import io.tailwater.websocket.route.RouteEnvironment;
import io.tailwater.websocket.route.RoutePart;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.sockjs.SockJSBridgeOptions;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import java.util.List;

/** Serves {@code /eventbus}, to which Vert.x's browser client connects. Stateless. */
public final class EventBusBridge implements RoutePart {

    private static final String PATH = "/eventbus";
    private static final String TAIL_ID = "[0-9a-f-]{36}";
    private static final int MAX_BYTES = 2 << 20;
    private static final int MAX_ADDRESS_LENGTH = 100;
    private static final int MAX_HANDLERS = 200;

    /** As long as a tail's lease: from a browser that is slow to read nothing is read meanwhile, its pings included. */
    private static final long PING_TIMEOUT_MILLIS = 60_000;

    @Override
    public void addTo(Router router, RouteEnvironment environment) {
        SockJSHandlerOptions options = new SockJSHandlerOptions()
                .setInsertJSESSIONID(false)
                .setMaxBytesStreaming(MAX_BYTES)
                // These two run scripts of this server in other pages.
                .addDisabledTransport("JSON_P")
                .addDisabledTransport("HTML_FILE");
        SockJSBridgeOptions permitted = new SockJSBridgeOptions()
                .setPingTimeout(PING_TIMEOUT_MILLIS)
                .setMaxAddressLength(MAX_ADDRESS_LENGTH)
                .setMaxHandlersPerSocket(MAX_HANDLERS)
                .addInboundPermitted(new PermittedOptions().setAddress(DurableBusAddresses.PRODUCE))
                .addInboundPermitted(new PermittedOptions().setAddress(DurableBusAddresses.TAIL))
                .addInboundPermitted(new PermittedOptions().setAddressRegex(regex(DurableBusAddresses.control("ID"))))
                .addOutboundPermitted(new PermittedOptions().setAddressRegex(regex(DurableBusAddresses.records("ID"))));
        Router bridge = SockJSHandler.create(environment.vertx(), options)
                .bridge(permitted, new BusSockets(environment.vertx().eventBus()));
        router.route(PATH + "/iframe*").handler(EventBusBridge::refuseFrames);
        List<String> origins = environment.broker().config().http().allowedOrigins();
        router.route(PATH + "/*").handler(routing -> withoutCors(routing, origins));
        router.post(PATH + "/*").handler(BodyHandler.create(false).setBodyLimit(MAX_BYTES));
        router.route(PATH + "/*").subRouter(bridge);
    }

    private static String regex(String address) {
        return address.replace(".", "\\.").replace("ID", TAIL_ID);
    }

    /** SockJS's frames are for pages of other origins, and load a script from elsewhere. */
    private static void refuseFrames(RoutingContext routing) {
        Problem.send(
                routing.response(), 404, "NOT_FOUND", "There are no frames here: connect from this broker's pages.");
    }

    /** SockJS lets any page read its answers; here only those of origins that are allowed may. */
    private static void withoutCors(RoutingContext routing, List<String> allowedOrigins) {
        String origin = routing.request().getHeader("Origin");
        if (origin != null && allowedOrigins.stream().anyMatch(origin::equalsIgnoreCase)) {
            routing.next();
            return;
        }
        routing.addHeadersEndHandler(headers -> List.of(
                        "Access-Control-Allow-Origin",
                        "Access-Control-Allow-Credentials",
                        "Access-Control-Allow-Headers",
                        "Access-Control-Allow-Methods",
                        "Access-Control-Max-Age")
                .forEach(name -> routing.response().headers().remove(name)));
        routing.next();
    }
}
