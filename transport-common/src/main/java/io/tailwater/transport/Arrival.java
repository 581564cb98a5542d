package io.tailwater.transport;

import io.netty.util.AttributeKey;
import io.tailwater.core.config.ListenerConfig;
import io.tailwater.core.security.ClientSession;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Objects;

/**
 * How a connection came.
 *
 * @param listener by which it came
 * @param session who is known to be there before anything was said: whom an accepted certificate names, or nobody
 */
public record Arrival(ListenerConfig listener, ClientSession session) {

    private static final AttributeKey<Arrival> KEY = AttributeKey.valueOf(Arrival.class, "arrival");

    /** Notes it on an HTTP connection. */
    public void noteOn(HttpConnection connection) {
        ((ConnectionBase) connection).channel().attr(KEY).set(this);
    }

    /** What was noted on an HTTP connection. */
    public static Arrival of(HttpConnection connection) {
        return Objects.requireNonNull(
                ((ConnectionBase) connection).channel().attr(KEY).get());
    }
}
