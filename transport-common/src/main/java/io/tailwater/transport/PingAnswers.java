package io.tailwater.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Answers the pings of a WebSocket that is Vert.x's, which would queue an answer to each also for a client that reads none. While
 * one has not left, only the last ping that came meanwhile is answered (RFC 6455 §5.5.3). Event-loop confined.
 */
public final class PingAnswers extends ChannelInboundHandlerAdapter {

    private byte @Nullable [] owed;
    private boolean underWay;

    private PingAnswers() {}

    /** Answers the pings of a connection that has become a WebSocket from now on; on its event loop. */
    public static void on(HttpConnection connection) {
        ChannelPipeline pipeline = ((ConnectionBase) connection).channel().pipeline();
        pipeline.addBefore(Objects.requireNonNull(pipeline.lastContext()).name(), "tailwater-pings", new PingAnswers());
    }

    @Override
    public void channelRead(ChannelHandlerContext reader, Object message) {
        if (message instanceof PingWebSocketFrame ping) {
            ByteBuf content = ping.content();
            owed = ByteBufUtil.getBytes(content);
            ping.release();
            if (!underWay) {
                answer(reader);
            }
        } else {
            reader.fireChannelRead(message);
        }
    }

    /** Sends what was read for together. */
    @Override
    public void channelReadComplete(ChannelHandlerContext reader) {
        if (underWay) {
            reader.flush();
        }
        reader.fireChannelReadComplete();
    }

    private void answer(ChannelHandlerContext context) {
        byte[] next = Objects.requireNonNull(owed);
        owed = null;
        underWay = true;
        context.write(new PongWebSocketFrame(Unpooled.wrappedBuffer(next))).addListener(sent -> {
            underWay = false;
            if (sent.isSuccess() && owed != null) {
                answer(context);
                context.executor().execute(context::flush);
            }
        });
    }
}
