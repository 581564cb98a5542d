package io.tailwater.websocket.login;

import io.tailwater.core.security.ClientSession;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who a request or WebSocket is of. Immutable.
 *
 * @param session who it is
 * @param page the cookie's session by which that is known, or null
 */
public record Login(ClientSession session, @Nullable PageSession page) {

    private static final String KEY = Login.class.getName();

    /** Whether it still holds: it has not expired, its user has the same password, and nobody has logged out. */
    public boolean holds(long nowMillis) {
        return nowMillis < session.expiresAtMillis()
                && !session.hold().isPast()
                && (page == null || page.holds(nowMillis));
    }

    /** Notes it for whoever answers a request. */
    void noteOn(RoutingContext routing) {
        routing.put(KEY, this);
    }

    /** What was noted. */
    public static Login of(RoutingContext routing) {
        return Objects.requireNonNull(routing.get(KEY), "a request that nobody has looked at");
    }
}
