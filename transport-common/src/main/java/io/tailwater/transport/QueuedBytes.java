package io.tailwater.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.FileRegion;
import io.netty.channel.MessageSizeEstimator;

/**
 * Counts a queued file region with its bytes. Netty counts it as nothing, so that a peer that does not read would have
 * regions queued for it without end. Stateless.
 */
final class QueuedBytes implements MessageSizeEstimator, MessageSizeEstimator.Handle {

    static final QueuedBytes INSTANCE = new QueuedBytes();

    private QueuedBytes() {}

    @Override
    public Handle newHandle() {
        return this;
    }

    @Override
    public int size(Object message) {
        if (message instanceof ByteBuf bytes) {
            return bytes.readableBytes();
        }
        return message instanceof FileRegion region ? (int) Math.min(region.count(), Integer.MAX_VALUE) : 0;
    }
}
