package io.tailwater.tcp;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/**
 * One request as it was received, without its length. Event-loop confined; released once, when nobody reads its bytes any
 * more. Not a buffer itself, as Vert.x would copy buffers on their way through.
 */
final class RequestFrame {

    private final ByteBuf bytes;
    private final int size;
    private final RequestBudget budget;
    private boolean released;

    /** @param bytes taken over; as many are reserved in {@code budget} */
    RequestFrame(ByteBuf bytes, RequestBudget budget) {
        this.bytes = bytes;
        this.size = bytes.readableBytes();
        this.budget = budget;
    }

    /** A view of the bytes, valid until {@link #release()}. */
    ByteBuffer view() {
        return bytes.nioBuffer();
    }

    /** The bytes, for whoever needs them longer. */
    byte[] copy() {
        byte[] copy = new byte[size];
        view().get(copy);
        return copy;
    }

    int size() {
        return size;
    }

    /** Gives back the buffer and its part of the budget; again does nothing. */
    void release() {
        if (!released) {
            released = true;
            bytes.release();
            budget.release(size);
        }
    }
}
