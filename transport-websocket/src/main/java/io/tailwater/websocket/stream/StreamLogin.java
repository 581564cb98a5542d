package io.tailwater.websocket.stream;

import io.tailwater.core.security.ClientSession;
import io.tailwater.transport.Arrival;
import io.tailwater.websocket.login.Asker;
import io.tailwater.websocket.login.Login;
import io.tailwater.websocket.login.RequestLogin;
import io.tailwater.websocket.login.Rights;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection: whoever the upgrade has shown, or else the first message, which has to come soon. Event-loop
 * confined; owned by its connection.
 */
final class StreamLogin {

    /** Nobody has said, or could show, who they are. */
    static final int UNAUTHENTICATED = 4401;

    /** What was shown holds no more. */
    static final int EXPIRED = 4408;

    private static final int TRY_AGAIN_LATER = 1013;

    private final StreamGroup group;
    private final StreamConnection connection;
    private final Arrival arrival;
    private final long openedNanos;
    private @Nullable Login login;

    /** @param login who the upgrade has shown; null when it has not */
    StreamLogin(StreamGroup group, StreamConnection connection, Arrival arrival, @Nullable Login login) {
        this.group = group;
        this.connection = connection;
        this.arrival = arrival;
        this.openedNanos = group.nanoTime();
        this.login = login;
    }

    /** Whether it is known who is there. */
    boolean known() {
        return login != null;
    }

    /** Who is there; nobody in particular as long as it is not known. */
    ClientSession session() {
        Login known = login;
        return known == null ? arrival.session() : known.session();
    }

    Rights rights() {
        return new Rights(group.broker().security().authorizer(), group.broker().audit(), session());
    }

    /** Tells a client that had to say who it is what came of it. */
    void greet() {
        Login known = login;
        if (known != null && RequestLogin.mustSay(arrival)) {
            connection.frames().text(authenticated(null, known.session()));
        }
    }

    private JsonObject authenticated(@Nullable String id, ClientSession session) {
        JsonObject event = Events.done("authenticated", id)
                .put("principal", session.principal().toString());
        long left = session.expiresAtMillis() - group.broker().clock().millis();
        return session.expiresAtMillis() == Long.MAX_VALUE ? event : event.put("expiresInMillis", Math.max(0, left));
    }

    /** Does what {@code authenticate} asks; answers it, or ends the connection. Never fails. */
    Future<?> authenticate(Operation.Authenticate request) {
        if (!RequestLogin.mustSay(arrival)) {
            connection.frames().text(authenticated(request.id(), session()));
            return Future.succeededFuture();
        }
        return group.login().check(request.credentials(), arrival).onSuccess(asker -> {
            if (!connection.closingOrClosed()) {
                found(request, asker);
            }
        });
    }

    private void found(Operation.Authenticate request, Asker asker) {
        Login before = login;
        if (asker instanceof Asker.TurnedAway turnedAway) {
            if (turnedAway.wrongCredentials()) {
                connection.close(UNAUTHENTICATED, turnedAway.sentence());
            } else if (before == null) {
                connection.close(TRY_AGAIN_LATER, turnedAway.sentence());
            } else {
                connection
                        .frames()
                        .text(Events.error(request.id(), new Refusal(turnedAway.code(), turnedAway.sentence())));
            }
            return;
        }
        Login now = ((Asker.Known) asker).login();
        if (before != null && !before.session().principal().equals(now.session().principal())) {
            connection.close(
                    UNAUTHENTICATED,
                    "This connection is of " + before.session().principal() + ": open another for somebody else.");
            return;
        }
        login = now;
        connection.frames().text(authenticated(request.id(), now.session()));
    }

    /** Ends the connection of who has not said in time who they are, or whose time is over. */
    void tick() {
        Login known = login;
        if (known == null) {
            long limitMillis = group.settings().loginMillis();
            if (group.nanoTime() - openedNanos > TimeUnit.MILLISECONDS.toNanos(limitMillis)) {
                connection.close(
                        UNAUTHENTICATED,
                        "Nothing came within " + limitMillis
                                + " ms that says who you are (http.webSocket.loginMillis).");
            }
            return;
        }
        long now = group.broker().clock().millis();
        if (!known.holds(now)) {
            connection.close(EXPIRED, "Your login has ended: connect again with new credentials.");
        } else if (known.page() != null) {
            known.page().used(now);
        }
    }
}
