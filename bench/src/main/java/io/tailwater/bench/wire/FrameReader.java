package io.tailwater.bench.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/** Cuts what a broker sends into answers by their length prefix. Owned by one thread. */
public final class FrameReader {

    private static final int INITIAL_BYTES = 256 << 10;
    private static final int MAX_FRAME_BYTES = 1 << 29;

    private final ReadableByteChannel channel;
    private final int initialBytes;
    private ByteBuffer received;
    private ByteBuffer view;
    private int start;

    /** Reads from {@code channel}, which the caller closes. */
    public FrameReader(ReadableByteChannel channel) {
        this(channel, INITIAL_BYTES);
    }

    /**
     * Reads from {@code channel}, which the caller closes.
     *
     * @param initialBytes of the buffer, which grows with the answers
     */
    public FrameReader(ReadableByteChannel channel, int initialBytes) {
        this.channel = channel;
        this.initialBytes = initialBytes;
        this.received = ByteBuffer.allocateDirect(initialBytes);
        this.view = received.duplicate();
    }

    /**
     * Reads once from the channel; call it when {@link #next} has given everything there was. Frames given before are
     * invalid then.
     *
     * @return whether there may be more to read at once
     * @throws BenchException when the broker closed the connection
     */
    public boolean receive() throws IOException {
        makeRoom();
        int room = received.remaining();
        int read = channel.read(received);
        if (read < 0) {
            throw new BenchException("The broker closed the connection.");
        }
        return read == room;
    }

    /**
     * The next whole answer without its length prefix, or null when more has to be received first; valid until the next
     * {@link #receive}.
     */
    public @Nullable ByteBuffer next() {
        int available = received.position() - start;
        if (available < Integer.BYTES) {
            return null;
        }
        int size = frameBytes();
        if (available - Integer.BYTES < size) {
            return null;
        }
        int from = start + Integer.BYTES;
        start = from + size;
        return view.limit(start).position(from);
    }

    /** Moves what is unfinished to the front, into a larger buffer if the frame under way needs one. */
    private void makeRoom() {
        int available = received.position() - start;
        int needed = available < Integer.BYTES ? initialBytes : Integer.BYTES + frameBytes();
        if (needed > received.capacity()) {
            ByteBuffer larger = ByteBuffer.allocateDirect(Integer.highestOneBit(needed - 1) << 1);
            larger.put(received.flip().position(start));
            received = larger;
            view = larger.duplicate();
            start = 0;
        } else if (available == 0) {
            received.clear();
            start = 0;
        } else if (start > 0 && received.capacity() - start < needed) {
            received.flip().position(start);
            received.compact();
            start = 0;
        }
    }

    private int frameBytes() {
        int size = received.getInt(start);
        if (size < Integer.BYTES || size > MAX_FRAME_BYTES) {
            throw new BenchException("The broker announced an answer of " + size + " bytes.");
        }
        return size;
    }
}
