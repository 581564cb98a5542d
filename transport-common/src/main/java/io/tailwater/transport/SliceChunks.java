package io.tailwater.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.stream.ChunkedInput;
import io.tailwater.spi.LogSlice;
import java.util.function.IntConsumer;

/** A slice, copied a chunk at a time: what TLS needs, which has to see the bytes. Event-loop confined. */
final class SliceChunks implements ChunkedInput<ByteBuf> {

    private static final int CHUNK_BYTES = 64 << 10;

    private final LogSlice slice;
    private final IntConsumer done;
    private int sent;
    private boolean closed;

    /** @param done given the slice's size when it has been sent or dropped */
    SliceChunks(LogSlice slice, IntConsumer done) {
        this.slice = slice;
        this.done = done;
    }

    @Override
    public boolean isEndOfInput() {
        return sent == slice.size();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            slice.close();
            done.accept(slice.size());
        }
    }

    @Deprecated
    @SuppressWarnings("InlineMeSuggester") // the deprecation is Netty's, which says the same
    @Override
    public ByteBuf readChunk(ChannelHandlerContext context) {
        return readChunk(context.alloc());
    }

    @Override
    public ByteBuf readChunk(ByteBufAllocator allocator) {
        int length = Math.min(CHUNK_BYTES, slice.size() - sent);
        ByteBuf chunk = allocator.directBuffer(length, length);
        try {
            slice.copyTo(sent, chunk.internalNioBuffer(0, length));
        } catch (RuntimeException e) {
            chunk.release();
            throw e;
        }
        sent += length;
        return chunk.writerIndex(length);
    }

    @Override
    public long length() {
        return slice.size();
    }

    @Override
    public long progress() {
        return sent;
    }
}
