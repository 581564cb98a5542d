package io.tailwater.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import io.tailwater.core.config.ListenerProtocol;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells by the first byte of a connection what its client speaks, where both is possible. Confined to the connection's event loop.
 *
 * <p>A Kafka client begins with the length of its request, and the first byte of that is small: 8 would be 128 MiB. An HTTP client
 * begins with the name of a method. A TLS handshake, 22, is neither. Whoever says nothing is waited for no longer than for a
 * handshake.
 */
public final class FirstByte extends ChannelInboundHandlerAdapter {

    private static final int LARGEST_OF_A_LENGTH = 8;
    private static final int TLS_HANDSHAKE = 22;
    private static final int SECONDS_TO_SPEAK = 10;

    private final ContextInternal vertxContext;
    private final SilentConnections silent;
    private final Consumer<ListenerProtocol> told;
    private @Nullable ScheduledFuture<?> silence;

    private FirstByte(ContextInternal vertxContext, SilentConnections silent, Consumer<ListenerProtocol> told) {
        this.vertxContext = vertxContext;
        this.silent = silent;
        this.told = told;
    }

    /**
     * Waits for the first byte of a connection that an HTTP server has just accepted.
     *
     * @param silent those that wait on this event loop
     * @param told given {@code KAFKA} or {@code HTTP} on the caller's context, before anything else sees the byte; never called
     *     when none came, or none that makes sense, and the connection was closed
     */
    public static void await(HttpConnection connection, SilentConnections silent, Consumer<ListenerProtocol> told) {
        Channel channel = ((ConnectionBase) connection).channel();
        ContextInternal context = (ContextInternal) Objects.requireNonNull(Vertx.currentContext());
        channel.pipeline().addBefore("httpDecoder", "tailwater-first-byte", new FirstByte(context, silent, told));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        silent.add(added);
        silence = added.executor().schedule(() -> added.close(), SECONDS_TO_SPEAK, TimeUnit.SECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        silent.remove(removed);
        if (silence != null) {
            silence.cancel(false);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext reader, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (!bytes.isReadable()) {
            bytes.release();
            return;
        }
        int first = bytes.getUnsignedByte(bytes.readerIndex());
        if (first == TLS_HANDSHAKE) {
            bytes.release();
            reader.close();
            return;
        }
        vertxContext.emit(first <= LARGEST_OF_A_LENGTH ? ListenerProtocol.KAFKA : ListenerProtocol.HTTP, told::accept);
        reader.fireChannelRead(message);
        reader.pipeline().remove(this);
    }
}
