package io.tailwater.storage.mmap;

import io.tailwater.spi.file.LogFile;
import io.tailwater.spi.file.MappedRegion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.util.Objects;

/**
 * The space prepared for appending to one segment file: a chain of mapped windows over zeros that were written ahead.
 * Workers extend it, the writer fills it, and windows it has left are unmapped with the next extension.
 *
 * <pre>
 *   | batches ............ | zeros, mapped, touched ............ |
 *   0        left   current|position      newest      preparedTo |
 * </pre>
 */
final class AppendSpace {

    private static final int PAGE_BYTES = 4096;

    /** Written in steps of 256 KiB: on Linux 6.18 steps of 1 MiB cost three to four times the CPU, in allocating huge folios. */
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(256 << 10).asReadOnlyBuffer();

    /** From windows of this size on a whole one is kept ready, for a worker that has to wait for its turn on the CPU. */
    private static final int FAST_WINDOW = 4 << 20;

    private final SegmentFile file;
    private AppendWindow oldest;
    private AppendWindow newest;
    private boolean closed;
    private volatile AppendWindow current;
    private volatile int preparedTo;
    private volatile int newestBytes;

    /** @param from where the batches that are there end */
    AppendSpace(SegmentFile file, int from) {
        this.file = file;
        this.oldest = AppendWindow.none(from);
        this.newest = oldest;
        this.current = oldest;
        this.preparedTo = from;
    }

    SegmentFile file() {
        return file;
    }

    /** Bytes up to here can be put. */
    int preparedTo() {
        return preparedTo;
    }

    /** The size of the newest window; 0 when there was none yet. */
    int newestBytes() {
        return newestBytes;
    }

    /** Whether so little is left that more should be prepared. */
    boolean isRunningOut(int position) {
        return preparedTo - position < (newestBytes >= FAST_WINDOW ? newestBytes : newestBytes / 2);
    }

    /** By the writer: copies bytes in, all of which are below {@link #preparedTo()}. */
    void put(int position, ByteBuffer source, int from, int length) {
        AppendWindow window = current;
        int done = window.put(position, source, from, length);
        while (done < length) {
            window = Objects.requireNonNull(window.next());
            current = window;
            done += window.put(position + done, source, from + done, length - done);
        }
    }

    /**
     * Prepares space; blocking. Not a mapping over a hole: on a full disk the write fails here, where a store would crash.
     *
     * @param target the position up to which bytes can be put afterwards
     * @param forcing whether to force the zeros, so that forcing batches later needs no new blocks. The pages are then
     *     mapped but left clean: otherwise each force would write all of them again.
     */
    synchronized void extendTo(int target, boolean forcing) throws IOException {
        int from = preparedTo;
        if (closed || target <= from || !file.acquire()) {
            return;
        }
        try {
            LogFile log = file.file();
            writeZeros(log, from, target);
            if (forcing) {
                log.force();
            }
            MappedRegion region = log.map(from, target - from);
            touch(region.buffer(), forcing);
            AppendWindow window = new AppendWindow(from, target, region);
            newest.link(window);
            newest = window;
        } finally {
            file.release();
        }
        newestBytes = target - from;
        preparedTo = target;
        closeFilled();
    }

    /** Unmaps everything; nothing is put any more. */
    synchronized void close() {
        if (!closed) {
            closed = true;
            current = newest;
            closeFilled();
            newest.close();
        }
    }

    private void closeFilled() {
        AppendWindow last = current;
        while (oldest != last) {
            AppendWindow filled = oldest;
            oldest = Objects.requireNonNull(filled.next());
            filled.close();
        }
    }

    private static void writeZeros(LogFile log, int from, int to) throws IOException {
        ByteBuffer zeros = ZEROS.duplicate();
        for (int at = from; at < to; at += zeros.limit()) {
            zeros.clear().limit(Math.min(zeros.capacity(), to - at));
            log.write(zeros, at);
        }
    }

    /** Brings every page into the process's page table, so that the writer meets no page that is not there. */
    private static void touch(MappedByteBuffer buffer, boolean leaveClean) {
        int last = buffer.capacity() - 1;
        byte seen = 0;
        for (int at = 0; at < last; at += PAGE_BYTES) {
            seen |= touch(buffer, at, leaveClean);
        }
        seen |= touch(buffer, last, leaveClean);
        if (seen != 0) {
            throw new IllegalStateException("prepared space does not hold zeros");
        }
    }

    private static byte touch(MappedByteBuffer buffer, int at, boolean leaveClean) {
        byte zero = buffer.get(at);
        if (!leaveClean) {
            buffer.put(at, zero);
        }
        return zero;
    }
}
