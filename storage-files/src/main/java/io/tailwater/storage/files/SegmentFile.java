package io.tailwater.storage.files;

import io.tailwater.spi.Lease;
import io.tailwater.spi.file.LogFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A file that is open while it is leased, and after that for as long as {@link OpenFiles} finds it worth a descriptor.
 * Once retired it is not opened again, and closes with its last lease. Thread-safe.
 */
final class SegmentFile implements TailFile {

    private final OpenFiles openFiles;

    /** 0 while closed; one for being open, and one for each lease. Leaves and reaches 0 only under this object's lock. */
    private final AtomicInteger references = new AtomicInteger();

    private final Lease lease = this::release;
    private volatile Path path;
    private volatile boolean retired;
    private volatile boolean used;
    private @Nullable LogFile file;

    SegmentFile(OpenFiles openFiles, Path path) {
        this.openFiles = openFiles;
        this.path = path;
    }

    Path path() {
        return path;
    }

    /** Takes a lease unless the file is closed; never blocks. */
    boolean tryAcquire() {
        int count = references.get();
        while (count > 0) {
            if (references.compareAndSet(count, count + 1)) {
                used = true;
                return true;
            }
            count = references.get();
        }
        return false;
    }

    /** Takes a lease, opening the file where needed; blocking. @return false when it was retired */
    boolean acquire() throws IOException {
        return tryAcquire() || open(false);
    }

    /** As {@link #acquire}, creating the file when it is missing. */
    boolean acquireOrCreate() throws IOException {
        return tryAcquire() || open(true);
    }

    private boolean open(boolean create) throws IOException {
        synchronized (this) {
            if (tryAcquire()) {
                return true;
            }
            if (retired) {
                return false;
            }
            file = create
                    ? openFiles.files().openOrCreate(path)
                    : openFiles.files().open(path);
            references.set(2);
            used = true;
        }
        openFiles.opened(this);
        return true;
    }

    /** Gives back one lease. */
    void release() {
        if (references.decrementAndGet() == 0) {
            synchronized (this) {
                close();
            }
            openFiles.closed(this);
        }
    }

    /** For handing to a slice: gives back one lease that was taken before. */
    Lease lease() {
        return lease;
    }

    /** Only while leased. */
    @Override
    public LogFile file() {
        return Objects.requireNonNull(file);
    }

    /** Only while leased. */
    FileChannel channel() {
        return file().channel();
    }

    boolean isOpen() {
        return references.get() > 0;
    }

    /** Whether it was used since this was last asked. */
    boolean wasUsed() {
        boolean was = used;
        used = false;
        return was;
    }

    /** Closes it for now, if nobody leases it. */
    boolean evict() {
        synchronized (this) {
            if (retired || !references.compareAndSet(1, 0)) {
                return false;
            }
            close();
        }
        openFiles.closed(this);
        return true;
    }

    /** Lets the file close with its last lease, and never be opened again. */
    void retire() {
        synchronized (this) {
            if (retired) {
                return;
            }
            retired = true;
            if (references.get() == 0) {
                return;
            }
        }
        release();
    }

    boolean isRetired() {
        return retired;
    }

    /** Gives the file another name; blocking. The directory is not forced. */
    synchronized void rename(Path to) throws IOException {
        openFiles.files().rename(path, to);
        path = to;
    }

    /** Forces the names in its directory; blocking. */
    void forceName() throws IOException {
        openFiles.directories().force(Objects.requireNonNull(path.getParent()));
    }

    @Override
    public void write(ByteBuffer source, int position) throws IOException {
        if (!acquire()) {
            throw new IOException(path + " is not used any more");
        }
        try {
            file().write(source, position);
        } finally {
            release();
        }
    }

    @Override
    public synchronized <T> T named(Use<T> use) throws IOException {
        return use.with(path);
    }

    /** Retires and unlinks it; blocking. Leases go on reading. The directory is not forced. */
    void delete() throws IOException {
        retire();
        openFiles.files().delete(path);
    }

    private void close() {
        LogFile closing = file();
        file = null;
        try {
            closing.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing " + path, e);
        }
    }
}
