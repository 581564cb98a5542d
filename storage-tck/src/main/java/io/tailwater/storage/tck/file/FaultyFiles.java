package io.tailwater.storage.tck.file;

import io.tailwater.spi.file.FileLayer;
import io.tailwater.spi.file.LogFile;
import io.tailwater.spi.file.MappedRegion;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Files on a disk that can be full and can fail. Thread-safe.
 *
 * <p>Room is used by bytes that make a file longer, and never given back: what a test took it gives with
 * {@link #setRoom}. A write that does not fit is made in part, as the kernel does. A call that fails by a {@link Fault} has not
 * happened.
 */
public final class FaultyFiles implements FileLayer {

    private final FileLayer files;
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong room = new AtomicLong(Long.MAX_VALUE);
    private volatile Fault fault = Fault.NONE;

    public FaultyFiles(FileLayer files) {
        this.files = files;
    }

    /** Leaves so many bytes on the disk; {@code Long.MAX_VALUE} for plenty. */
    public void setRoom(long bytes) {
        room.set(bytes);
    }

    /** Fails calls from now on, in place of what failed before. */
    public void inject(Fault other) {
        fault = other;
    }

    /** Every call works from now on, and there is room. */
    public void heal() {
        inject(Fault.NONE);
        setRoom(Long.MAX_VALUE);
    }

    /** How many calls that can fail were made. */
    public long calls() {
        return calls.get();
    }

    void check(Fault.Call call, Path file) throws IOException {
        calls.incrementAndGet();
        if (fault.strikes(call, file)) {
            String reason = "Input/output error: " + call;
            throw call.isByName()
                    ? new FileSystemException(file.toString(), null, reason)
                    : new IOException(reason + " " + file);
        }
    }

    @Override
    public LogFile openOrCreate(Path file) throws IOException {
        check(Fault.Call.OPEN, file);
        return new FaultyFile(file, files.openOrCreate(file));
    }

    @Override
    public LogFile open(Path file) throws IOException {
        check(Fault.Call.OPEN, file);
        return new FaultyFile(file, files.open(file));
    }

    @Override
    public boolean exists(Path path) {
        return files.exists(path);
    }

    @Override
    public long size(Path file) throws IOException {
        return files.size(file);
    }

    @Override
    public long lastModifiedMillis(Path file) throws IOException {
        return files.lastModifiedMillis(file);
    }

    @Override
    public void setLastModifiedMillis(Path file, long millis) throws IOException {
        check(Fault.Call.SET_TIME, file);
        files.setLastModifiedMillis(file, millis);
    }

    @Override
    public int links(Path file) throws IOException {
        return files.links(file);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        check(Fault.Call.LIST, directory);
        return files.list(directory);
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        check(Fault.Call.CREATE_DIRECTORIES, directory);
        files.createDirectories(directory);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        check(Fault.Call.RENAME, from);
        files.rename(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        check(Fault.Call.DELETE, path);
        files.delete(path);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        check(Fault.Call.OPEN, directory);
        check(Fault.Call.FORCE_DIRECTORY, directory);
        files.forceDirectory(directory);
    }

    @Override
    public @Nullable AutoCloseable tryLock(Path file) throws IOException {
        return files.tryLock(file);
    }

    /** Takes as much room as there is, up to what is wanted. */
    private long takeRoom(long wanted) {
        long before = room.getAndUpdate(left -> left == Long.MAX_VALUE ? left : left - Math.min(left, wanted));
        return Math.min(before, wanted);
    }

    private final class FaultyFile implements LogFile {

        private final Path path;
        private final LogFile file;
        private final FileChannel channel;

        FaultyFile(Path path, LogFile file) {
            this.path = path;
            this.file = file;
            this.channel = new FaultyChannel(file.channel(), () -> check(Fault.Call.READ, path));
        }

        @Override
        public FileChannel channel() {
            return channel;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            check(Fault.Call.WRITE, path);
            long growth = Math.max(0, position + source.remaining() - file.size());
            long missing = growth - takeRoom(growth);
            if (missing == 0) {
                file.write(source, position);
                return;
            }
            int fitting = (int) Math.max(0, source.remaining() - missing);
            file.write(source.slice(source.position(), fitting), position);
            source.position(source.position() + fitting);
            throw new IOException("No space left on device: " + path);
        }

        @Override
        public MappedRegion map(long position, long size) throws IOException {
            check(Fault.Call.MAP, path);
            return file.map(position, size);
        }

        @Override
        public Closeable mapBy(long position, long size, Mapping mapping) throws IOException {
            check(Fault.Call.MAP, path);
            return file.mapBy(position, size, mapping);
        }

        @Override
        public void force() throws IOException {
            check(Fault.Call.FORCE, path);
            file.force();
        }

        @Override
        public void truncate(long size) throws IOException {
            check(Fault.Call.TRUNCATE, path);
            file.truncate(size);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
