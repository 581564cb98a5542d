package io.tailwater.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Objects;

/** When an HTTP connection's socket is closed, also after it has become something else. Stateless. */
public final class ConnectionEnd {

    private ConnectionEnd() {}

    /** Whether requests are still read from it: not so once it has become a WebSocket. */
    public static boolean speaksHttp(HttpConnection connection) {
        return ((ConnectionBase) connection).channel().pipeline().get(HttpRequestDecoder.class) != null;
    }

    /** Runs something on the connection's event loop when its socket is closed, once. */
    public static void of(HttpConnection connection, Runnable ended) {
        ((ConnectionBase) connection).channel().closeFuture().addListener(closed -> ended.run());
    }

    /**
     * Says goodbye to the client of a WebSocket of Vert.x's and closes the socket behind that, without waiting for its answer, for
     * which Vert.x would wait ten seconds.
     */
    public static void goodbye(HttpConnection connection, int code, String reason) {
        ChannelHandlerContext last = Objects.requireNonNull(
                ((ConnectionBase) connection).channel().pipeline().lastContext());
        last.writeAndFlush(new CloseWebSocketFrame(code, reason)).addListener(said -> last.close());
    }
}
