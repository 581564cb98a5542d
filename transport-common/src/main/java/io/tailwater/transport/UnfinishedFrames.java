package io.tailwater.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.WebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Objects;

/**
 * Knows how much has come of a client's frame that is not whole yet: it waits in the decoder, which tells nobody, and which a client
 * can have wait for as long as it says that it is there. Event-loop confined.
 */
public final class UnfinishedFrames extends ChannelInboundHandlerAdapter {

    private static final int SHORT_LENGTH = 125;
    private static final int HEADER_AND_MASK_BYTES = 6;

    private final Watcher watcher;
    private int bytes;
    private int told;

    /** The decoder throws away whatever comes behind what it could not read, and behind a frame that says goodbye. */
    private boolean over;

    /** Who wants to know. */
    @FunctionalInterface
    public interface Watcher {

        /**
         * There is more or less than before.
         *
         * @param by how much more; negative for less
         * @param bytes how much there is now
         */
        void changed(int by, int bytes);
    }

    private UnfinishedFrames(Watcher watcher) {
        this.watcher = watcher;
    }

    /** Watches a WebSocket that was just accepted, on its event loop; with its end there are none. */
    public static void watch(WebSocket webSocket, Watcher watcher) {
        watch(((WebSocketInternal) webSocket).channelHandlerContext().pipeline(), watcher);
    }

    /** The same for a connection that has just become a WebSocket of Vert.x's. */
    public static void watch(HttpConnection connection, Watcher watcher) {
        watch(((ConnectionBase) connection).channel().pipeline(), watcher);
    }

    private static void watch(ChannelPipeline pipeline, Watcher watcher) {
        String decoder = Objects.requireNonNull(pipeline.context(WebSocket13FrameDecoder.class))
                .name();
        UnfinishedFrames frames = new UnfinishedFrames(watcher);
        pipeline.addBefore(decoder, "tailwater-frame-bytes", frames);
        pipeline.addAfter(decoder, "tailwater-frame-ends", frames.new Ends());
    }

    @Override
    public void channelRead(ChannelHandlerContext reader, Object message) {
        if (message instanceof ByteBuf part && !over) {
            bytes += part.readableBytes();
        }
        reader.fireChannelRead(message);
        tell();
    }

    @Override
    public void channelInactive(ChannelHandlerContext closed) {
        closed.fireChannelInactive();
        end();
        tell();
    }

    private void end() {
        over = true;
        bytes = 0;
    }

    private void tell() {
        int by = bytes - told;
        if (by != 0) {
            told = bytes;
            watcher.changed(by, bytes);
        }
    }

    /** A client's frame is masked, and its length written as short as it can be (RFC 6455 §5.2). */
    private static int sizeOnTheWire(WebSocketFrame frame) {
        int payload = frame.content().readableBytes();
        int length = payload <= SHORT_LENGTH ? 0 : payload <= 0xFFFF ? Short.BYTES : Long.BYTES;
        return HEADER_AND_MASK_BYTES + length + payload;
    }

    /** Behind the decoder. */
    private final class Ends extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext reader, Object message) {
            if (message instanceof WebSocketFrame frame) {
                bytes = Math.max(0, bytes - sizeOnTheWire(frame)); // what came with the upgrade was not counted
            }
            if (message instanceof CloseWebSocketFrame) {
                end();
            }
            reader.fireChannelRead(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext reader, Throwable cause) {
            if (cause instanceof DecoderException) {
                end();
            }
            reader.fireExceptionCaught(cause);
        }
    }
}
