package io.tailwater.websocket.tail;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;

/** Pooled bytes that say when nobody needs them any more. Released on the event loop of whoever counts. */
final class CountedBytes extends UnpooledDirectByteBuf {

    private final ByteBuf pooled;
    private final Runnable freed;

    /** @param pooled direct bytes, taken over */
    CountedBytes(ByteBuf pooled, Runnable freed) {
        super(
                UnpooledByteBufAllocator.DEFAULT,
                pooled.nioBuffer(0, pooled.writerIndex()),
                Math.max(1, pooled.writerIndex()));
        this.pooled = pooled;
        this.freed = freed;
    }

    @Override
    protected void deallocate() {
        super.deallocate();
        pooled.release();
        freed.run();
    }
}
