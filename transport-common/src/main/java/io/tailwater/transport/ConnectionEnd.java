package io.tailwater.transport;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/** When an HTTP connection's socket is closed, also after it has become something else. Stateless. */
public final class ConnectionEnd {

    private ConnectionEnd() {}

    /** Runs something on the connection's event loop when its socket is closed, once. */
    public static void of(HttpConnection connection, Runnable ended) {
        ((ConnectionBase) connection).channel().closeFuture().addListener(closed -> ended.run());
    }
}
