package io.tailwater.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.tailwater.spi.FileSlice;
import io.tailwater.spi.LogSlice;
import io.tailwater.spi.MemorySlice;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.http.WebSocketInternal;
import java.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One socket's way out. Confined to the socket's event loop.
 *
 * <p>It takes the place of Vert.x's own handler, whose queues cost four kilobytes a connection, and a promise and an entry a
 * write; events still arrive on the Vert.x context. What is written while a batch of requests is read, or within one turn of the event loop, is flushed once. A slice of a file
 * leaves by {@code sendfile}; under TLS it is copied, a chunk at a time and only as fast as the peer reads.
 */
public final class SocketWriter extends ChannelInboundHandlerAdapter {

    /** Slices up to this size are better copied beside their response's header: one packet and one wake-up of the peer. */
    public static final int COPY_UP_TO_BYTES = 16 << 10;

    /** Regions are cut into such pieces, so that one fast reader does not hold up the connections beside it. */
    static final int PIECE_BYTES = 1 << 20;

    private static final int WRITES_PER_TURN = 4;
    private static final WriteBufferWaterMark UNSENT_BYTES = new WriteBufferWaterMark(512 << 10, 1 << 20);

    // Small while a connection is quiet, a read of up to 256 KiB when it is not; nothing is held between reads.
    private static final RecvByteBufAllocator READ_BUFFERS =
            new AdaptiveRecvByteBufAllocator(2 << 10, 8 << 10, 256 << 10).maxMessagesPerRead(4);

    private final Channel channel;
    private final ContextInternal vertxContext;
    private final boolean encrypted;
    private final SocketEvents events;
    private final Handler<Object> received;
    private final Runnable drained;
    private @Nullable ChannelHandlerContext context;
    private boolean reading;
    private boolean flushPending;
    private boolean flushScheduled;
    private long chunkedBytes;
    private boolean closedTold;

    private SocketWriter(Channel channel, ContextInternal vertxContext, SocketEvents events) {
        this.channel = channel;
        this.vertxContext = vertxContext;
        this.encrypted = channel.pipeline().get(SslHandler.class) != null;
        this.events = events;
        this.received = events::received;
        this.drained = events::writable;
    }

    /**
     * Takes a socket over: nothing may be done with it otherwise afterwards.
     *
     * @param socket just accepted, on its event loop and Vert.x context
     * @param decoder makes messages of bytes
     * @param events told what happens, on the same context
     */
    public static SocketWriter install(AcceptedSocket socket, ChannelHandler decoder, SocketEvents events) {
        ChannelHandlerContext last = socket.takeOver();
        last.pipeline().addBefore(last.name(), "tailwater-decoder", decoder);
        return takePlaceOf(last, UNSENT_BYTES, events);
    }

    /**
     * Takes a WebSocket over, whose frames {@link SocketEvents#received} then gets as Netty's: nothing may be done with the
     * {@link WebSocket} afterwards. What is written are bytes below the frames, unless {@link #writeMessage} is used.
     *
     * @param webSocket just accepted, on its event loop and Vert.x context
     * @param unsentBytes how many bytes may wait to be sent before it is not {@link #writable} any more
     * @param events told what happens, on the same context
     */
    public static SocketWriter takeOver(WebSocket webSocket, int unsentBytes, SocketEvents events) {
        ChannelHandlerContext last = ((WebSocketInternal) webSocket).channelHandlerContext();
        if (last.pipeline().get(IdleStateHandler.class) != null) {
            last.pipeline().remove(IdleStateHandler.class); // whoever takes it over looks after silence itself
        }
        return takePlaceOf(last, new WriteBufferWaterMark(unsentBytes / 2, unsentBytes), events);
    }

    private static SocketWriter takePlaceOf(
            ChannelHandlerContext last, WriteBufferWaterMark unsentBytes, SocketEvents events) {
        Channel channel = last.channel();
        channel.config()
                .setAllocator(PooledByteBufAllocator.DEFAULT) // the adaptive one fills each large chunk with zeros anew
                .setMessageSizeEstimator(QueuedBytes.INSTANCE)
                .setWriteBufferWaterMark(unsentBytes)
                .setWriteSpinCount(WRITES_PER_TURN)
                .setRecvByteBufAllocator(READ_BUFFERS);
        ContextInternal vertxContext = (ContextInternal) Objects.requireNonNull(Vertx.currentContext());
        SocketWriter writer = new SocketWriter(channel, vertxContext, events);
        ChannelPipeline pipeline = last.pipeline();
        pipeline.addBefore(last.name(), "tailwater-writer", writer);
        pipeline.remove(last.name());
        if (!channel.isActive()) {
            // The peer was gone before we were there to be told.
            channel.eventLoop().execute(writer::tellClosed);
        }
        return writer;
    }

    /** The peer. */
    public SocketAddress remoteAddress() {
        return channel.remoteAddress();
    }

    /** The address of ours that the peer connected to. */
    public SocketAddress localAddress() {
        return channel.localAddress();
    }

    /** Sends what was written, then closes; takes as long as the peer takes to read. */
    public void close() {
        way().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Closes at once, and drops what was not sent. */
    public void abort() {
        channel.close();
    }

    /** Where buffers for {@link #write(ByteBuf)} come from. */
    public ByteBufAllocator allocator() {
        return channel.alloc();
    }

    /** Whether less than about 1 MiB waits to be sent; while not, nothing that leads to more should be begun. */
    public boolean writable() {
        return channel.isWritable() && chunkedBytes < UNSENT_BYTES.high();
    }

    /** Sends bytes; takes the buffer over. */
    public void write(ByteBuf bytes) {
        if (encrypted) {
            // The chunked writer, which stands in the way under TLS, reports on every promise.
            way().write(bytes, channel.newPromise());
        } else {
            way().write(bytes, channel.voidPromise());
        }
        flushSoon();
    }

    /** Sends bytes, and tells when they have left; takes the buffer over. */
    public void write(ByteBuf bytes, Runnable left) {
        ChannelPromise sent = channel.newPromise();
        sent.addListener((ChannelFutureListener) done -> {
            if (done.isSuccess()) {
                left.run();
            }
        });
        way().write(bytes, sent);
        flushSoon();
    }

    /** Sends a message that an encoder of the pipeline makes bytes of; takes it over. */
    public void writeMessage(Object message) {
        way().write(message, channel.newPromise());
        flushSoon();
    }

    /** Whether a handler of this class stands in the pipeline. */
    public boolean has(Class<? extends ChannelHandler> handler) {
        return channel.pipeline().get(handler) != null;
    }

    /** Stops or goes on reading the socket; a little more than what is there may still be received. */
    public void read(boolean on) {
        channel.config().setAutoRead(on);
    }

    /** How many bytes wait to be sent; 0 when the socket is closed. */
    public long unsentBytes() {
        ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
        return queue == null ? 0 : queue.totalPendingWriteBytes();
    }

    /** Sends a slice; takes it over and closes it when it has been sent or the socket closed. */
    public void write(LogSlice slice) {
        if (slice.size() == 0) {
            slice.close();
        } else if (encrypted) {
            chunkedBytes += slice.size();
            way().write(new SliceChunks(slice, this::chunksDone), channel.newPromise());
        } else if (slice instanceof FileSlice file) {
            writeRegions(file);
        } else if (slice instanceof MemorySlice memory) {
            ChannelPromise sent = channel.newPromise();
            sent.addListener((ChannelFutureListener) done -> memory.close());
            way().write(Unpooled.wrappedBuffer(memory.bytes()), sent);
        }
        flushSoon();
    }

    private void writeRegions(FileSlice slice) {
        int size = slice.size();
        RegionLease lease = new RegionLease(slice, (size - 1) / PIECE_BYTES + 1);
        for (int from = 0; from < size; from += PIECE_BYTES) {
            int length = Math.min(PIECE_BYTES, size - from);
            way().write(new FileSliceRegion(slice, from, length, lease), channel.voidPromise());
        }
    }

    private void chunksDone(int size) {
        chunkedBytes -= size;
        if (writable()) {
            channel.eventLoop().execute(drained);
        }
    }

    private void flushSoon() {
        flushPending = true;
        if (!reading && !flushScheduled) {
            flushScheduled = true;
            channel.eventLoop().execute(this::flushScheduled);
        }
    }

    private void flushScheduled() {
        flushScheduled = false;
        flush();
    }

    private void flush() {
        if (flushPending) {
            flushPending = false;
            way().flush();
        }
    }

    private ChannelHandlerContext way() {
        ChannelHandlerContext way = context;
        if (way == null) {
            throw new IllegalStateException("written to before the connection was set up");
        }
        return way;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext reader, Object message) {
        reading = true;
        vertxContext.emit(message, received);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext reader) {
        reading = false;
        flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext changed) {
        if (writable()) {
            // Not from within the flush that made room: beginning requests there would write while writing.
            changed.executor().execute(drained);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext closed) {
        tellClosed();
    }

    private void tellClosed() {
        if (!closedTold) {
            closedTold = true;
            vertxContext.emit(nothing -> events.closed());
        }
    }

    /** A reset by the peer, a file that ended inside a slice: there is nothing left to say on this connection. */
    @Override
    public void exceptionCaught(ChannelHandlerContext failed, Throwable cause) {
        if (!(cause instanceof DecoderException) || !events.undecodable(cause)) {
            failed.close();
        }
    }
}
