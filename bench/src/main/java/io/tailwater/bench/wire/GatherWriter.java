package io.tailwater.bench.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.Arrays;

/** Writes what is queued with as few system calls as the socket allows, without copying it. Owned by one thread. */
public final class GatherWriter {

    private final GatheringByteChannel channel;
    private ByteBuffer[] queued = new ByteBuffer[16];
    private int first;
    private int end;

    /** Writes to {@code channel}, which the caller closes. */
    public GatherWriter(GatheringByteChannel channel) {
        this.channel = channel;
    }

    /** Queues buffers, which must not change before {@link #flush} returned true. */
    public void queue(ByteBuffer... parts) {
        if (end + parts.length > queued.length) {
            queued = Arrays.copyOf(queued, Math.max(2 * queued.length, end + parts.length));
        }
        System.arraycopy(parts, 0, queued, end, parts.length);
        end += parts.length;
    }

    /**
     * Writes until everything is gone or the socket takes no more.
     *
     * @return whether everything is gone
     */
    public boolean flush() throws IOException {
        while (first < end) {
            long written = channel.write(queued, first, end - first);
            while (first < end && !queued[first].hasRemaining()) {
                first++;
            }
            if (written == 0 && first < end) {
                return false;
            }
        }
        first = 0;
        end = 0;
        return true;
    }
}
