package io.tailwater.websocket.login;

import io.tailwater.core.security.ClientSession;
import io.tailwater.core.security.authentication.Authentications;
import io.tailwater.spi.security.Authentication;
import io.tailwater.spi.security.Credentials;
import io.tailwater.spi.security.Principal;
import io.tailwater.transport.Arrival;
import io.tailwater.websocket.gate.RequestGate;
import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.InstantSource;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Finds out who asks. Confined to one event loop.
 *
 * <p>Where a listener asks nobody who they are, everybody is anonymous and nothing that they send is looked at. Elsewhere counts,
 * in this order: the certificate by which the connection came, credentials that come with the request, the console's cookie. A
 * cookie counts for the broker's own pages alone, since browsers send it along whoever makes them ask.
 */
public final class RequestLogin {

    /** How clients say who they are, as listeners are told. */
    static final String BASIC = "BASIC";

    static final String BEARER = "BEARER";

    /** So long a connection's credentials are not checked again while they stay the same: a password takes milliseconds. */
    private static final long TRUSTED_MILLIS = 60_000;

    private static final int INVALID = 400;
    private static final int FORBIDDEN = 403;
    private static final int UNAVAILABLE = 503;
    private static final String REFUSED = "SASL_AUTHENTICATION_FAILED";

    private final Authentications authentications;
    private final PageSessions pages;
    private final RequestGate gate;
    private final InstantSource clock;

    /** What connections that are open have shown. */
    private final Map<HttpConnection, Proven> proven = new WeakHashMap<>();

    /** Credentials of a connection, as a digest, that were checked a moment ago. */
    private record Proven(String digest, Login login, long untilMillis) {}

    public RequestLogin(Authentications authentications, PageSessions pages, RequestGate gate, InstantSource clock) {
        this.authentications = authentications;
        this.pages = pages;
        this.gate = gate;
        this.clock = clock;
    }

    /** Who asks; complete at once where nothing has to be checked, otherwise on the request's context. Never fails. */
    public Future<Asker> find(HttpServerRequest request) {
        String secret = UrlSecrets.named(request.query());
        if (secret != null) {
            return turnedAway(
                    INVALID,
                    "INVALID_REQUEST",
                    "'" + secret + "' in an address is no way to log in: addresses are logged and remembered. Send the"
                            + " Authorization header; pages, a WebSocket's subprotocol or first message.");
        }
        Arrival arrival = Arrival.of(request.connection());
        if (!mustSay(arrival)) {
            return Future.succeededFuture(new Asker.Known(new Login(arrival.session(), null)));
        }
        try {
            String offered = OfferedCredentials.text(request);
            return offered == null ? byCookie(request) : byCredentials(request.connection(), offered, arrival);
        } catch (IllegalArgumentException unreadable) {
            return turnedAway(INVALID, "INVALID_REQUEST", String.valueOf(unreadable.getMessage()));
        }
    }

    /** Whether who came by a connection has to say who they are. */
    public static boolean mustSay(Arrival arrival) {
        return !arrival.listener().authentication().isEmpty()
                && arrival.session().principal().equals(Principal.ANONYMOUS);
    }

    /** Whether clients may say who they are in that way where a connection came in. */
    static boolean takes(Arrival arrival, String way) {
        return arrival.listener().authentication().contains(way);
    }

    private Future<Asker> byCookie(HttpServerRequest request) {
        String id = SessionCookie.read(request);
        PageSession page = id == null ? null : pages.find(id);
        if (page == null) {
            return Future.succeededFuture(new Asker.Unknown());
        }
        if (!gate.isFromOwnPage(request)) {
            return turnedAway(
                    FORBIDDEN,
                    "FORBIDDEN",
                    "The console's cookie counts for this broker's own pages: send Basic or Bearer credentials.");
        }
        ClientSession session = new ClientSession(
                page.principal(), request.remoteAddress().hostAddress(), page.expiresAtMillis(), page.hold());
        return Future.succeededFuture(new Asker.Known(new Login(session, page)));
    }

    private Future<Asker> byCredentials(HttpConnection connection, String offered, Arrival arrival) {
        String digest = PageSessions.digest(offered);
        Proven known = proven.get(connection);
        long now = clock.millis();
        if (known != null
                && known.digest().equals(digest)
                && now < known.untilMillis()
                && known.login().holds(now)) {
            return Future.succeededFuture(new Asker.Known(known.login()));
        }
        return check(OfferedCredentials.read(offered), arrival).onSuccess(asker -> {
            if (asker instanceof Asker.Known accepted) {
                proven.put(connection, new Proven(digest, accepted.login(), clock.millis() + TRUSTED_MILLIS));
            }
        });
    }

    /** Who has such credentials; for those that come otherwise than with a request. Never fails. */
    public Future<Asker> check(Credentials credentials, Arrival arrival) {
        String way = credentials instanceof Credentials.BearerToken ? BEARER : BASIC;
        if (!takes(arrival, way)) {
            return turnedAway(
                    Asker.TurnedAway.UNAUTHENTICATED,
                    REFUSED,
                    way.equals(BEARER)
                            ? "No tokens are taken here: the authentication of this listener has no BEARER."
                            : "No passwords are taken here: the authentication of this listener has no BASIC.");
        }
        String host = arrival.session().clientHost();
        return authentications.authenticate(credentials, host).transform(done -> {
            if (done.failed()) {
                return turnedAway(
                        UNAVAILABLE,
                        "AUTHENTICATION_UNAVAILABLE",
                        "Who you are cannot be found out just now: try again in a moment.");
            }
            if (done.result().outcome() instanceof Authentication.Accepted accepted
                    && accepted.expiresAtMillis() > clock.millis()) {
                ClientSession session = new ClientSession(
                        accepted.principal(),
                        host,
                        accepted.expiresAtMillis(),
                        done.result().hold());
                return Future.succeededFuture(new Asker.Known(new Login(session, null)));
            }
            return turnedAway(Asker.TurnedAway.UNAUTHENTICATED, REFUSED, "These credentials are not accepted.");
        });
    }

    private static Future<Asker> turnedAway(int status, String code, String sentence) {
        return Future.succeededFuture(new Asker.TurnedAway(status, code, sentence));
    }

    /**
     * Logs a browser in: from now on its cookie says who it is. One that it had before counts no more.
     *
     * @param proven who has shown who they are
     * @return the same for as long as the cookie counts
     */
    public ClientSession openPage(HttpServerRequest request, HttpServerResponse response, ClientSession proven) {
        endPage(request);
        PageSessions.Opened opened = pages.open(proven);
        SessionCookie.set(request, response, opened.id());
        return new ClientSession(
                proven.principal(), proven.clientHost(), opened.session().expiresAtMillis(), proven.hold());
    }

    /** Logs a browser out. */
    public void closePage(HttpServerRequest request, HttpServerResponse response) {
        endPage(request);
        SessionCookie.clear(request, response);
    }

    private void endPage(HttpServerRequest request) {
        String id = SessionCookie.read(request);
        if (id != null) {
            pages.end(id);
        }
    }
}
