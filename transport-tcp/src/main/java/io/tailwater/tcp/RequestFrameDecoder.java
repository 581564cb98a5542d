package io.tailwater.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a socket receives into {@link RequestFrame}s. Confined to the socket's event loop.
 *
 * <p>A frame that lies whole in what was read is passed on as a part of the read buffer. One that does not is collected in a
 * buffer of its own, which grows as bytes arrive: a client that claims 100 MB and sends ten bytes costs a kilobyte, and holds
 * no room that others may need. While paused, or while waiting for room in the {@link RequestBudgets}, nothing is read from
 * the socket.
 */
final class RequestFrameDecoder extends ChannelInboundHandlerAdapter {

    /** Key, version, correlation id and the length of a client id. */
    static final int SMALLEST_REQUEST_BYTES = 10;

    /** What is kept of a frame without room for it: announcing is free, so it must not cost others anything. */
    private static final int UNRESERVED_BYTES = 1 << 10;

    private static final int FIRST_STEP_BYTES = 64 << 10;
    private static final int UNKNOWN = -1;

    /** The type of a TLS record with a handshake, and the major version, as they stand where a length should. */
    private static final int TLS_HANDSHAKE = 0x1603;

    /** {@code GET }, {@code HEAD}, {@code POST} and {@code PUT }, read as a length. */
    private static final Set<Integer> HTTP_METHODS = Set.of(0x47455420, 0x48454144, 0x504F5354, 0x50555420);

    private final RequestBudgets budgets;
    private final Runnable granted = this::granted;

    private int minFrameBytes = SMALLEST_REQUEST_BYTES;
    private int maxFrameBytes;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf unread;
    private @Nullable ByteBuf collected;
    private int lengthDigits;
    private int lengthSoFar;
    private int frameBytes = UNKNOWN;
    private boolean reserved;
    private boolean waiting;
    private boolean paused;
    private boolean ended;
    private boolean decoding;
    private boolean readingSocket = true;
    private long receivedBytes;

    RequestFrameDecoder(int maxFrameBytes, RequestBudgets budgets) {
        this.maxFrameBytes = maxFrameBytes;
        this.budgets = budgets;
    }

    /** Refuses shorter and longer frames from the next one on. */
    void limit(int leastBytes, int mostBytes) {
        minFrameBytes = leastBytes;
        maxFrameBytes = mostBytes;
    }

    /** Emits no more frames until {@link #resume()}, and leaves bytes in the socket. */
    void pause() {
        paused = true;
    }

    void resume() {
        if (paused) {
            paused = false;
            goOn();
        }
    }

    /** Whether a frame has begun and not ended. */
    boolean midFrame() {
        return frameBytes != UNKNOWN || lengthDigits > 0;
    }

    /** Whether we, not the client, are what keeps the next frame from being read. */
    boolean waiting() {
        return waiting || paused;
    }

    /** Whether others wait for room that is kept for bytes of ours still to come. */
    boolean keepsOthersWaiting() {
        return reserved && budgets.forRequest(frameBytes).crowded();
    }

    /** Bytes received so far. */
    long receivedBytes() {
        return receivedBytes;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext reader, Object message) {
        ByteBuf received = (ByteBuf) message;
        receivedBytes += received.readableBytes();
        if (ended) {
            received.release();
            return;
        }
        unread = unread == null ? received : join(reader, unread, received);
        decode(reader);
    }

    /** Only when bytes come although the socket is not read any more: a TLS record in several pieces. */
    private static ByteBuf join(ChannelHandlerContext reader, ByteBuf first, ByteBuf second) {
        ByteBuf both = reader.alloc().directBuffer(first.readableBytes() + second.readableBytes());
        both.writeBytes(first).writeBytes(second);
        first.release();
        second.release();
        return both;
    }

    private void goOn() {
        ChannelHandlerContext reader = context;
        if (reader != null && !decoding && !ended) {
            decode(reader);
            reader.fireChannelReadComplete();
        }
    }

    private void decode(ChannelHandlerContext reader) {
        decoding = true;
        try {
            while (!paused && !waiting && !ended && unread != null && advance(reader, unread)) {
                // each round emits a frame or gets further into one
            }
        } finally {
            decoding = false;
        }
        if (unread != null && (ended || !unread.isReadable())) {
            unread.release();
            unread = null;
        }
        boolean read = !paused && !waiting;
        if (read != readingSocket) {
            readingSocket = read;
            reader.channel().config().setAutoRead(read);
        }
    }

    /** Returns false when nothing can be done without more bytes. */
    private boolean advance(ChannelHandlerContext reader, ByteBuf from) {
        if (frameBytes == UNKNOWN) {
            return readLength(reader, from);
        }
        if (!reserved) {
            int inHand = from.readableBytes() + (collected == null ? 0 : collected.readableBytes());
            if (inHand < Math.min(frameBytes, UNRESERVED_BYTES)) {
                return collect(reader, from);
            }
            reserved = budgets.forRequest(frameBytes).reserve(frameBytes, granted);
            waiting = !reserved;
            return reserved;
        }
        if (collected == null && from.readableBytes() >= frameBytes) {
            emit(reader, from.readRetainedSlice(frameBytes));
            return true;
        }
        return collect(reader, from);
    }

    private boolean readLength(ChannelHandlerContext reader, ByteBuf from) {
        while (lengthDigits < 4) {
            if (!from.isReadable()) {
                return false;
            }
            lengthSoFar = lengthSoFar << 8 | from.readUnsignedByte();
            lengthDigits++;
        }
        if (lengthSoFar < minFrameBytes || lengthSoFar > maxFrameBytes) {
            refuse(reader, notALength());
            return false;
        }
        frameBytes = lengthSoFar;
        return true;
    }

    private String notALength() {
        if (lengthSoFar >>> 16 == TLS_HANDSHAKE) {
            return "a TLS handshake on a listener that is not encrypted";
        }
        if (HTTP_METHODS.contains(lengthSoFar)) {
            return "an HTTP request on a listener that serves Kafka clients";
        }
        return "a request of a length that is not allowed: " + lengthSoFar + " bytes, where " + minFrameBytes + " to "
                + maxFrameBytes + " are";
    }

    private boolean collect(ChannelHandlerContext reader, ByteBuf from) {
        int available = from.readableBytes();
        if (available == 0) {
            return false;
        }
        ByteBuf into = collected;
        if (into == null) {
            int first = Math.min(frameBytes, reserved ? Math.max(FIRST_STEP_BYTES, available) : UNRESERVED_BYTES);
            into = reader.alloc().directBuffer(first, frameBytes);
            collected = into;
        }
        int wanted = Math.min(available, frameBytes - into.readableBytes());
        if (into.writableBytes() < wanted) {
            long step = Math.max(FIRST_STEP_BYTES, 2L * into.capacity());
            into.capacity((int) Math.min(frameBytes, Math.max(step, (long) into.readableBytes() + wanted)));
        }
        into.writeBytes(from, wanted);
        if (into.readableBytes() == frameBytes) {
            collected = null;
            emit(reader, into);
        }
        return true;
    }

    private void emit(ChannelHandlerContext reader, ByteBuf frame) {
        frameBytes = UNKNOWN;
        lengthDigits = 0;
        lengthSoFar = 0;
        reserved = false;
        reader.fireChannelRead(new RequestFrame(frame, budgets.forRequest(frame.readableBytes())));
    }

    private void refuse(ChannelHandlerContext reader, String reason) {
        end();
        reader.fireChannelRead(new FrameRefused(reason));
    }

    private void granted() {
        ChannelHandlerContext reader = context;
        if (reader != null) {
            reader.executor().execute(this::takeGrant);
        }
    }

    private void takeGrant() {
        waiting = false;
        if (ended) {
            budgets.forRequest(frameBytes).release(frameBytes);
        } else {
            reserved = true;
            goOn();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext reader) {
        end();
        reader.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        end();
    }

    /** Drops what was received of further requests, and all that may still come. */
    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        if (unread != null && !decoding) {
            unread.release();
            unread = null;
        }
        if (collected != null) {
            collected.release();
            collected = null;
        }
        if (reserved) {
            reserved = false;
            budgets.forRequest(frameBytes).release(frameBytes);
        } else if (waiting && budgets.forRequest(frameBytes).withdraw(granted)) {
            waiting = false;
        }
    }
}
