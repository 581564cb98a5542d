package io.tailwater.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Objects;

/**
 * Ends a WebSocket of Vert.x's whose client sends a message that is larger than it may be here, where the listener allows larger
 * ones elsewhere; nothing of what it sends from then on is read. Event-loop confined.
 */
public final class MessageLimit extends ChannelInboundHandlerAdapter {

    /** RFC 6455 §7.4.1. */
    private static final int TOO_LARGE = 1009;

    private final HttpConnection connection;
    private final int mostBytes;
    private long bytes;
    private boolean over;

    private MessageLimit(HttpConnection connection, int mostBytes) {
        this.connection = connection;
        this.mostBytes = mostBytes;
    }

    /** Limits the messages of a connection that has become a WebSocket from now on; on its event loop. */
    public static void on(HttpConnection connection, int mostBytes) {
        ChannelPipeline pipeline = ((ConnectionBase) connection).channel().pipeline();
        pipeline.addBefore(
                Objects.requireNonNull(pipeline.lastContext()).name(),
                "tailwater-message-limit",
                new MessageLimit(connection, mostBytes));
    }

    @Override
    public void channelRead(ChannelHandlerContext reader, Object message) {
        if (!over && message instanceof WebSocketFrame frame && isData(frame)) {
            bytes += frame.content().readableBytes();
            if (bytes > mostBytes) {
                over = true;
                ConnectionEnd.goodbye(connection, TOO_LARGE, "A message may have " + mostBytes + " bytes here.");
            } else if (frame.isFinalFragment()) {
                bytes = 0;
            }
        }
        if (over) {
            ReferenceCountUtil.release(message);
        } else {
            reader.fireChannelRead(message);
        }
    }

    private static boolean isData(WebSocketFrame frame) {
        return frame instanceof TextWebSocketFrame
                || frame instanceof BinaryWebSocketFrame
                || frame instanceof ContinuationWebSocketFrame;
    }
}
