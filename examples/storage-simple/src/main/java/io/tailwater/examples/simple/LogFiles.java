package io.tailwater.examples.simple;

import io.tailwater.examples.simple.LogContents.Cut;
import io.tailwater.examples.simple.LogContents.Place;
import io.tailwater.examples.simple.LogContents.Unforced;
import io.tailwater.spi.Lease;
import io.tailwater.spi.MemorySlice;
import io.tailwater.spi.ReadResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * What is done with a log's files but for appending; everything here may wait for the disk. Thread-safe. Locks are taken in this
 * order: {@code changing}, by whoever changes the state or takes something away; {@code forcing}; {@code inUse}, shared by those
 * who use files' bytes and taken alone by those who take them away; the monitor of {@link LogContents}.
 */
final class LogFiles {

    /** A client may ask for more than the heap has. */
    private static final int MOST_BYTES = 1 << 20;

    private final Disk disk;
    private final Path directory;
    private final LogContents contents;
    private final ReentrantLock changing = new ReentrantLock();
    private final ReentrantLock forcing = new ReentrantLock();
    private final ReentrantReadWriteLock inUse = new ReentrantReadWriteLock();

    /** Segments whose files are still to be deleted, since a deletion failed. Guarded by {@code changing}. */
    private final List<Segment> doomed = new ArrayList<>();

    LogFiles(Disk disk, Path directory, LogContents contents) {
        this.disk = disk;
        this.directory = directory;
        this.contents = contents;
    }

    /** Forces what there is, and says up to where the log is durable. */
    long force() {
        forcing.lock();
        inUse.readLock().lock();
        try {
            Unforced taken;
            do {
                taken = contents.takeUnforced();
                force(taken);
            } while (!contents.forced(taken));
            return contents.durableOffset();
        } finally {
            inUse.readLock().unlock();
            forcing.unlock();
        }
    }

    /** A force that failed is not tried again: the system may have forgotten what it could not write. */
    private void force(Unforced taken) {
        try {
            for (Segment segment : taken.segments()) {
                segment.file().force();
            }
            if (taken.names()) {
                disk.files().forceDirectory(directory);
            }
        } catch (IOException e) {
            throw contents.fail("forcing", e);
        }
    }

    /** Notes the start, then deletes what lies below it. */
    void deleteOld() {
        change("deleting", () -> {
            save(contents.state());
            doomed.addAll(contents.takeOld());
            remove(doomed);
        });
    }

    /** Notes the cut, makes it, and notes that it is made: a crash in between is put right by {@link Recovery}. */
    void truncateTo(long offset) {
        change("cutting", () -> {
            Cut cut = contents.cut(offset);
            if (cut == null) {
                return;
            }
            try {
                save(contents.state().cutAt(contents.endOffset()));
                remove(cut.gone());
                shorten(cut.shortened());
                disk.files().forceDirectory(directory);
                save(contents.state());
            } catch (IOException e) {
                throw contents.fail("cutting", e);
            }
        });
    }

    private void shorten(@Nullable Segment segment) throws IOException {
        if (segment != null) {
            inUse.writeLock().lock();
            try {
                segment.file().truncate(segment.size());
                segment.file().force();
            } finally {
                inUse.writeLock().unlock();
            }
        }
    }

    /** Takes each off the list when it is gone. */
    private void remove(List<Segment> segments) throws IOException {
        inUse.writeLock().lock();
        try {
            while (!segments.isEmpty()) {
                segments.get(0).file().close();
                disk.files().delete(segments.get(0).path());
                segments.remove(0);
            }
        } finally {
            inUse.writeLock().unlock();
        }
    }

    /** Writes the state down. */
    void save() {
        change("writing the state", () -> save(contents.state()));
    }

    private void save(LogState state) throws IOException {
        disk.replace(directory, LogState.FILE_NAME, state.toBytes());
    }

    /** The state goes first: aborted transactions must not be younger on disk than what a blob says of producers. */
    void writeBlob(String fileName, byte[] bytes) {
        change("writing " + fileName, () -> {
            save(contents.state());
            disk.replace(directory, fileName, bytes);
        });
    }

    /** Something that is done to files. */
    private interface Change {
        void run() throws IOException;
    }

    private void change(String doing, Change change) {
        changing.lock();
        try {
            contents.checkOpen();
            change.run();
        } catch (IOException e) {
            throw Disk.describe(doing + " in " + directory, e);
        } finally {
            changing.unlock();
        }
    }

    /** Copies bytes. Where something was taken away since it was looked up, it is looked up again. */
    ReadResult read(long from, int maxBytes, long limit) {
        while (true) {
            Place place = contents.find(from, Math.min(maxBytes, MOST_BYTES), limit);
            if (place == null) {
                ReadResult nothing = contents.nothingAt(from);
                if (nothing != null) {
                    return nothing;
                }
                continue;
            }
            inUse.readLock().lock();
            try {
                if (!contents.isCutSince(place)) {
                    ByteBuffer bytes = ByteBuffer.allocate(place.size());
                    Disk.read(place.segment().file(), place.position(), bytes);
                    return new MemorySlice(bytes, Lease.NONE);
                }
            } catch (IOException e) {
                throw Disk.describe("reading " + place.segment().path(), e);
            } finally {
                inUse.readLock().unlock();
            }
        }
    }

    /** Flushes and closes; who comes second waits for the first. */
    void close() {
        end(() -> {
            force();
            save(contents.state());
        });
    }

    /** Closes without keeping anything. */
    void discard() {
        end(() -> {});
    }

    private void end(Change last) {
        changing.lock();
        try {
            if (contents.close()) {
                try {
                    last.run();
                } finally {
                    closeFiles();
                }
            }
        } catch (IOException e) {
            throw Disk.describe("closing " + directory, e);
        } finally {
            changing.unlock();
        }
    }

    private void closeFiles() throws IOException {
        forcing.lock();
        inUse.writeLock().lock();
        try {
            Recovery.close(contents.takeAll());
        } finally {
            inUse.writeLock().unlock();
            forcing.unlock();
        }
    }
}
