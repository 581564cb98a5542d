package io.tailwater.websocket.stream;

import io.tailwater.transport.Arrival;
import io.tailwater.websocket.login.Asker;
import io.tailwater.websocket.login.Login;
import io.tailwater.websocket.login.LoginGate;
import io.tailwater.websocket.route.Problem;
import io.tailwater.websocket.route.RouteEnvironment;
import io.tailwater.websocket.route.TooMany;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/stream}, where clients become WebSockets. Confined to one event loop. Not among the router's routes: the router
 * wraps what it is given, and the socket itself is wanted here.
 */
public final class StreamEntrance {

    /** Records as JSON. */
    public static final String TEXT = "tailwater.v1.json";

    /** Records as the batches they are stored in. */
    public static final String BATCHES = "tailwater.v1.batches";

    public static final String PATH = "/v1/stream";

    private static final int TRY_AGAIN_LATER = 1013;
    private static final int POLICY_VIOLATION = 1008;

    private final RouteEnvironment environment;
    private final StreamGroup group;

    public StreamEntrance(RouteEnvironment environment) {
        this.environment = environment;
        this.group = new StreamGroup(environment);
    }

    /** Takes a request for the path. */
    public void enter(HttpServerRequest request) {
        if (!request.headers().contains("Upgrade", "websocket", true)) {
            request.response().putHeader("Upgrade", "websocket");
            Problem.send(request.response(), 426, "UPGRADE_REQUIRED", "This is a WebSocket: PROTOCOL.md describes it.");
            return;
        }
        List<String> wanted = new ArrayList<>();
        for (String header : request.headers().getAll("Sec-WebSocket-Protocol")) {
            for (String protocol : header.split(",", -1)) {
                wanted.add(protocol.strip());
            }
        }
        if (!wanted.isEmpty() && !wanted.contains(TEXT) && !wanted.contains(BATCHES)) {
            Problem.send(
                    request.response(),
                    400,
                    "UNKNOWN_SUBPROTOCOL",
                    "The subprotocols of this WebSocket are " + TEXT + " and " + BATCHES + ".");
            return;
        }
        TooMany tooMany = environment.refused().apply(request.connection());
        if (tooMany != null) {
            int code = tooMany == TooMany.FROM_ONE_ADDRESS ? POLICY_VIOLATION : TRY_AGAIN_LATER;
            enter(request, null, connection -> connection.close(code, tooMany.sentence()));
            return;
        }
        Future<Asker> asker = environment.login().find(request);
        if (asker.isComplete()) {
            enter(request, asker.result());
        } else {
            request.pause();
            asker.onSuccess(found -> {
                request.resume();
                enter(request, found);
            });
        }
    }

    /** Whoever can set a header can read a status; the API that browsers have, and Node too, can neither. */
    private static boolean seesAnswers(HttpServerRequest request) {
        return request.headers().contains("Authorization") && !request.headers().contains("Origin");
    }

    /** A page sees nothing of an answer that is no WebSocket: it is told by the code with which one is closed. */
    private void enter(HttpServerRequest request, Asker asker) {
        if (asker instanceof Asker.Known known) {
            enter(request, known.login(), connection -> {});
        } else if (asker instanceof Asker.TurnedAway turnedAway) {
            if (turnedAway.wrongCredentials() && !seesAnswers(request)) {
                enter(
                        request,
                        null,
                        connection -> connection.close(StreamLogin.UNAUTHENTICATED, turnedAway.sentence()));
            } else {
                LoginGate.refuse(request, request.response(), turnedAway);
            }
        } else {
            enter(request, null, connection -> {});
        }
    }

    private void enter(HttpServerRequest request, @Nullable Login login, Consumer<StreamConnection> then) {
        Arrival arrival = Arrival.of(request.connection());
        request.toWebSocket().onSuccess(webSocket -> {
            boolean batches = BATCHES.equals(webSocket.subProtocol());
            then.accept(group.accept(webSocket, batches, arrival, login));
        });
    }
}
