package io.tailwater.websocket.login;

import io.tailwater.core.security.ClientSession;
import io.tailwater.transport.Arrival;
import io.tailwater.websocket.route.Problem;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BiPredicate;

/**
 * The first of all routes: nobody passes of whom it is not known who they are, but to what is open to everybody. Confined to one
 * event loop.
 */
public final class LoginGate implements Handler<RoutingContext> {

    private static final String BASIC = "Basic realm=\"tailwater\", charset=\"UTF-8\"";
    private static final String BEARER = "Bearer realm=\"tailwater\"";

    private final RequestLogin login;
    private final BiPredicate<HttpServerRequest, String> open;

    /** @param open tells requests, with their paths as the router sees them, that anybody may send */
    public LoginGate(RequestLogin login, BiPredicate<HttpServerRequest, String> open) {
        this.login = login;
        this.open = open;
    }

    @Override
    public void handle(RoutingContext routing) {
        Future<Asker> asker = login.find(routing.request());
        if (asker.isComplete()) {
            decide(routing, asker.result());
            return;
        }
        // Whoever reads the body does so when it is its turn; what nobody reads is passed over in the end.
        routing.request().pause();
        routing.response().endHandler(ended -> routing.request().resume());
        asker.onSuccess(found -> decide(routing, found));
    }

    private void decide(RoutingContext routing, Asker asker) {
        if (asker instanceof Asker.Known known) {
            known.login().noteOn(routing);
            routing.next();
        } else if (asker instanceof Asker.TurnedAway turnedAway) {
            refuse(routing.request(), routing.response(), turnedAway);
        } else if (open.test(routing.request(), routing.normalizedPath())) {
            new Login(ClientSession.anonymous(routing.request().remoteAddress().hostAddress()), null).noteOn(routing);
            routing.next();
        } else {
            refuse(
                    routing.request(),
                    routing.response(),
                    new Asker.TurnedAway(
                            Asker.TurnedAway.UNAUTHENTICATED,
                            "UNAUTHENTICATED",
                            "Say who you are: HTTP Basic (curl -u name) or Bearer, or log in with the console."));
        }
    }

    private static String ways(Arrival arrival) {
        if (!RequestLogin.takes(arrival, RequestLogin.BASIC)) {
            return BEARER;
        }
        return RequestLogin.takes(arrival, RequestLogin.BEARER) ? BASIC + ", " + BEARER : BASIC;
    }

    /** Answers somebody who is not let in. */
    public static void refuse(HttpServerRequest request, HttpServerResponse response, Asker.TurnedAway why) {
        if (response.ended() || response.closed()) {
            return;
        }
        if (why.wrongCredentials()) {
            // A browser would ask for a name and password by itself, over a page that has a form for it.
            boolean page = request.headers().contains("Sec-Fetch-Mode")
                    && !"navigate".equals(request.getHeader("Sec-Fetch-Mode"));
            response.putHeader("WWW-Authenticate", page ? BEARER : ways(Arrival.of(request.connection())));
        }
        response.putHeader("Cache-Control", "no-store");
        Problem.send(response, why.status(), why.code(), why.sentence());
    }
}
