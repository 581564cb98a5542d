package io.tailwater.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** A socket that was accepted; what serves it takes it over before it is read from. Event-loop confined. */
public final class AcceptedSocket {

    /** What Vert.x puts before its own handler of an HTTP connection. */
    private static final String[] OF_HTTP = {"httpDecoder", "httpEncoder", "idle"};

    private final ChannelHandlerContext last;
    private final SocketAddress remoteAddress;
    private final @Nullable SSLSession tls;

    private AcceptedSocket(ChannelHandlerContext last, SocketAddress remoteAddress, @Nullable SSLSession tls) {
        this.last = last;
        this.remoteAddress = remoteAddress;
        this.tls = tls;
    }

    /** One that the broker's TCP server accepted. */
    public static AcceptedSocket of(NetSocket socket) {
        return new AcceptedSocket(
                ((NetSocketInternal) socket).channelHandlerContext(),
                socket.remoteAddress(),
                socket.isSsl() ? socket.sslSession() : null);
    }

    /** One that an HTTP server accepted, which may turn out to be somebody else's. */
    public static AcceptedSocket of(HttpConnection connection) {
        return new AcceptedSocket(
                ((ConnectionBase) connection).channelHandlerContext(),
                connection.remoteAddress(),
                connection.isSsl() ? connection.sslSession() : null);
    }

    /** The peer. */
    public SocketAddress remoteAddress() {
        return remoteAddress;
    }

    /** The session of an encrypted connection. */
    @Nullable
    SSLSession tls() {
        return tls;
    }

    /** The context of Vert.x's own handler, with nothing before it but what encrypts. */
    ChannelHandlerContext takeOver() {
        ChannelPipeline pipeline = last.pipeline();
        for (String handler : OF_HTTP) {
            if (pipeline.get(handler) != null) {
                pipeline.remove(handler);
            }
        }
        return last;
    }

    /** Closes it at once, with what its peer has not taken; Vert.x would wait for that for ever. */
    public void close() {
        last.close();
    }
}
