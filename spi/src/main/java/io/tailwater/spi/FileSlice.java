package io.tailwater.spi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicBoolean;

/** A region of a file, to be sent with {@code sendfile}. Thread-safe. The channel is shared: never close it or move it. */
public final class FileSlice implements LogSlice {

    private final FileChannel channel;
    private final long position;
    private final int size;
    private final Lease lease;
    private final AtomicBoolean closed = new AtomicBoolean();

    public FileSlice(FileChannel channel, long position, int size, Lease lease) {
        this.channel = channel;
        this.position = position;
        this.size = size;
        this.lease = lease;
    }

    public FileChannel channel() {
        return channel;
    }

    /** Where in the file the slice begins. */
    public long position() {
        return position;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void copyTo(int from, ByteBuffer target) {
        int limit = target.limit();
        target.limit(target.position() + Math.min(target.remaining(), size - from));
        try {
            long at = position + from;
            while (target.hasRemaining()) {
                int read = channel.read(target, at);
                if (read < 0) {
                    throw new StorageException(
                            StorageException.Kind.CORRUPT, "file ends at " + at + ", inside a slice from " + position);
                }
                at += read;
            }
        } catch (IOException e) {
            throw new StorageException(StorageException.Kind.IO, "reading a slice at " + position, e);
        } finally {
            target.limit(limit);
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            lease.release();
        }
    }
}
