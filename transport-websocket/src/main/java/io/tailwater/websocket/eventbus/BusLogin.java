package io.tailwater.websocket.eventbus;

import io.tailwater.core.Broker;
import io.tailwater.core.eventbus.DurableBusAddresses;
import io.tailwater.spi.security.Credentials;
import io.tailwater.spi.security.Principal;
import io.tailwater.transport.Arrival;
import io.tailwater.websocket.login.Asker;
import io.tailwater.websocket.login.Login;
import io.tailwater.websocket.login.OfferedCredentials;
import io.tailwater.websocket.login.RequestLogin;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a bridge's socket: whoever the upgrade has shown, or else the first message. What passes the bridge
 * says for whom it does. Confined to its socket's context.
 */
final class BusLogin {

    private final Broker broker;
    private final RequestLogin logins;
    private final Arrival arrival;
    private final long untilMillis;
    private @Nullable Login login;
    private @Nullable String token;

    BusLogin(Broker broker, RequestLogin logins, RoutingContext upgrade) {
        this.broker = broker;
        this.logins = logins;
        this.arrival = Arrival.of(upgrade.request().connection());
        this.untilMillis =
                broker.clock().millis() + broker.config().http().webSocket().loginMillis();
        Login shown = Login.of(upgrade);
        boolean known =
                !RequestLogin.mustSay(arrival) || !shown.session().principal().equals(Principal.ANONYMOUS);
        if (known) {
            begin(shown);
        }
    }

    boolean known() {
        return login != null;
    }

    private void begin(Login now) {
        login = now;
        if (token == null) {
            token = broker.busSessions().open(now.session());
        } else {
            broker.busSessions().replace(token, now.session());
        }
    }

    /** Notes on a message for whom it passes, whatever the browser has put there; false when it has put no headers there. */
    boolean sign(JsonObject message) {
        Object given = message.getValue("headers");
        if (given != null && !(given instanceof JsonObject)) {
            return false;
        }
        JsonObject headers = given == null ? new JsonObject() : (JsonObject) given;
        message.put("headers", headers.put(DurableBusAddresses.SESSION_HEADER, token));
        return true;
    }

    /**
     * Looks at what a browser says of who it is.
     *
     * @return what it is answered; failed with a sentence when it is not accepted
     */
    Future<JsonObject> authenticate(JsonObject body) {
        Credentials credentials;
        try {
            credentials = body.getValue("token") instanceof String given
                    ? OfferedCredentials.token(given)
                    : OfferedCredentials.password(
                            String.valueOf(body.getValue("user", "")), String.valueOf(body.getValue("password", "")));
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(e);
        }
        return logins.check(credentials, arrival).compose(asker -> {
            if (!(asker instanceof Asker.Known found)) {
                return Future.failedFuture(((Asker.TurnedAway) asker).sentence());
            }
            Login before = login;
            Principal now = found.login().session().principal();
            if (before != null && !before.session().principal().equals(now)) {
                return Future.failedFuture("This socket is of somebody else: open another.");
            }
            begin(found.login());
            return Future.succeededFuture(new JsonObject().put("principal", now.toString()));
        });
    }

    /** Whether the socket may go on: it is known who is there, or there is still time to say so. */
    boolean holds() {
        long now = broker.clock().millis();
        Login known = login;
        if (known == null) {
            return now < untilMillis;
        }
        if (known.holds(now) && known.page() != null) {
            known.page().used(now);
        }
        return known.holds(now);
    }

    void end() {
        if (token != null) {
            broker.busSessions().close(token);
        }
    }
}
