package io.tailwater.websocket.eventbus;

import io.tailwater.core.eventbus.DurableBusAddresses;
import io.tailwater.transport.Arrival;
import io.tailwater.websocket.login.RequestLogin;
import io.tailwater.websocket.route.Problem;
import io.tailwater.websocket.route.RouteEnvironment;
import io.tailwater.websocket.route.RoutePart;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.sockjs.SockJSBridgeOptions;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import java.util.List;

/**
 * Serves {@code /eventbus}, to which Vert.x's browser client connects. Stateless.
 *
 * <p>Where one has to say who one is, it is a WebSocket only, whose upgrade says so or whose first message does: SockJS's other
 * ways to connect are requests of their own, that any of them could send into somebody else's session.
 */
public final class EventBusBridge implements RoutePart {

    /**
     * Where a browser says who it is: {@code {"token": …}} or {@code {"user": …, "password": …}}, as the first message, or later
     * before the token runs out. The answer is {@code {"principal": …}}; whoever is not accepted is disconnected.
     */
    static final String AUTHENTICATE = "tailwater.authenticate";

    private static final long TICK_MILLIS = 1_000;
    private static final String INFO = "/eventbus/info";
    private static final String PATH = "/eventbus";
    private static final String TAIL_ID = "[0-9a-f-]{36}";
    private static final int MAX_BYTES = 2 << 20;

    /**
     * Vert.x reads a message before anybody can look at it, and of small values becomes thirty times as much: one may be so small a
     * part of the heap.
     */
    private static final int PART_OF_THE_HEAP = 128;

    /** Bodies under way on one event loop. */
    private static final int MOST_BODIES = 4;

    private static final int MAX_ADDRESS_LENGTH = 100;
    private static final int MAX_HANDLERS = 200;

    /** As long as a tail's lease: from a browser that is slow to read nothing is read meanwhile, its pings included. */
    private static final long PING_TIMEOUT_MILLIS = 60_000;

    @Override
    public void addTo(Router router, RouteEnvironment environment) {
        int mostBytes = (int) Math.min(MAX_BYTES, Runtime.getRuntime().maxMemory() / PART_OF_THE_HEAP);
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
        BusSockets sockets = new BusSockets(
                environment.vertx().eventBus(),
                upgrade -> new BusLogin(environment.broker(), environment.login(), upgrade),
                environment.parts(),
                mostBytes);
        long timer = environment.vertx().setPeriodic(TICK_MILLIS, ticked -> sockets.tick());
        environment.onStop().accept(() -> environment.vertx().cancelTimer(timer));
        Router bridge = SockJSHandler.create(environment.vertx(), options).bridge(permitted, sockets);
        router.route(PATH + "/*").handler(EventBusBridge::refuseOtherTransports);
        router.route(PATH + "/iframe*").handler(EventBusBridge::refuseFrames);
        List<String> origins = environment.broker().config().http().allowedOrigins();
        router.route(PATH + "/*").handler(routing -> withoutCors(routing, origins));
        router.post(PATH + "/*").handler(new PostedBodies((long) MOST_BODIES * mostBytes, mostBytes));
        router.post(PATH + "/*").handler(BodyHandler.create(false).setBodyLimit(mostBytes));
        router.route(PATH + "/*").subRouter(bridge);
    }

    /** A socket may say by its first message of whom it is. */
    @Override
    public boolean isOpen(HttpServerRequest request, String path) {
        return path.startsWith(PATH + "/") && isSocketOrInfo(request, path);
    }

    private static boolean isSocketOrInfo(HttpServerRequest request, String path) {
        boolean socket = path.endsWith("/websocket") && request.headers().contains("Upgrade", "websocket", true);
        return request.method().equals(HttpMethod.GET) && (socket || path.equals(INFO));
    }

    private static void refuseOtherTransports(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        if (RequestLogin.mustSay(Arrival.of(request.connection()))
                && !isSocketOrInfo(request, routing.normalizedPath())) {
            Problem.send(routing.response(), 404, "NOT_FOUND", "The bridge of this listener is a WebSocket.");
        } else {
            routing.next();
        }
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
