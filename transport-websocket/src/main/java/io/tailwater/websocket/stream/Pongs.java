package io.tailwater.websocket.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/**
 * The answers to pings. While one has not left, only the last ping that came meanwhile is answered (RFC 6455 §5.5.3): a client that
 * asks without end and reads nothing is owed no more than that. Event-loop confined.
 */
final class Pongs {

    private final FrameWriter frames;
    private byte @Nullable [] owed;
    private boolean underWay;

    Pongs(FrameWriter frames) {
        this.frames = frames;
    }

    /** The client asks whether we are there. */
    void asked(ByteBuf content) {
        owed = ByteBufUtil.getBytes(content);
        sendIfNoneIsUnderWay();
    }

    private void sendIfNoneIsUnderWay() {
        byte[] next = owed;
        if (next != null && !underWay) {
            owed = null;
            underWay = true;
            frames.pong(next, this::left);
        }
    }

    private void left() {
        underWay = false;
        sendIfNoneIsUnderWay();
    }
}
