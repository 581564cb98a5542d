package io.tailwater.storage.files;

import io.tailwater.spi.file.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The space for appending to one segment file: mapped windows over zeros that were written ahead. Thread-safe: workers extend
 * it, one at a time, the writer fills it, and windows that are full are unmapped with the next extension. What is large enough
 * can be stored past the windows instead, by a worker that writes it to the file, before the writer takes it as put.
 *
 * <pre>
 *   | batches ............... | zeros, mapped, touched ............ | zeros perhaps |
 *   0                      filledTo                            preparedTo      writtenTo
 * </pre>
 */
final class AppendSpace {

    /** Written in steps of 256 KiB: on Linux 6.18 steps of 1 MiB cost three to four times the CPU, in allocating huge folios. */
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(256 << 10).asReadOnlyBuffer();

    private final SegmentFile file;
    private final TailMapping mapping;

    /** What is not full yet, in order; its monitor guards what can be put where, and is held for one copy at most. */
    private final ArrayDeque<AppendWindow> windows = new ArrayDeque<>(4);

    /** Guarded by {@code windows}. */
    private final List<AppendWindow> full = new ArrayList<>(0);

    private volatile int filledTo;
    private volatile int preparedTo;
    private volatile int writtenTo;

    /** Where what was stored and not taken, or put in part, ends; nothing is when that is not past {@code filledTo}. */
    private volatile int storedTo;

    private boolean closed;

    /** @param from where the batches that are there end */
    AppendSpace(SegmentFile file, TailMapping mapping, int from) {
        this.file = file;
        this.mapping = mapping;
        this.filledTo = from;
        this.preparedTo = from;
        this.writtenTo = from;
    }

    SegmentFile file() {
        return file;
    }

    /** Bytes up to here can be put. */
    int preparedTo() {
        return preparedTo;
    }

    /** Bytes up to here were put. */
    int filledTo() {
        return filledTo;
    }

    /** How many bytes can be put. */
    int room() {
        return preparedTo - filledTo;
    }

    /** The file ends here at the latest. */
    int writtenTo() {
        return writtenTo;
    }

    /**
     * By the writer: puts bytes behind those before. What fails is left over, to be erased.
     *
     * @return false when there is no room for all of them
     */
    boolean put(ByteBuffer source, int from, int length) throws IOException {
        synchronized (windows) {
            int position = filledTo;
            if (length > preparedTo - position) {
                return false;
            }
            try {
                int done = 0;
                for (Iterator<AppendWindow> each = windows.iterator(); done < length; ) {
                    done += each.next().put(position + done, source, from + done, length - done);
                }
            } catch (IOException e) {
                storedTo = position + length;
                throw e;
            }
            fillTo(position + length);
            return true;
        }
    }

    /** While {@code windows} are guarded. */
    private void fillTo(int end) {
        filledTo = end;
        while (!windows.isEmpty() && windows.element().end() <= end) {
            full.add(windows.remove());
        }
    }

    /**
     * Stores bytes behind those that were put, prepared space or not; blocking. To be followed by {@link #take}, or by {@link
     * #erase}.
     *
     * @return false when the log has left this segment
     */
    synchronized boolean store(ByteBuffer source) throws IOException {
        if (closed || !file.acquire()) {
            return false;
        }
        int from = filledTo;
        int to = from + source.remaining();
        try {
            writtenTo = Math.max(writtenTo, to);
            try {
                file.file().write(source.duplicate(), from);
            } catch (IOException e) {
                zero(from, to);
                throw e;
            }
            storedTo = to;
        } finally {
            file.release();
        }
        unmapFull();
        return true;
    }

    /** Whether so many bytes were stored to be taken next. */
    boolean isStored(int length) {
        return storedTo == filledTo + length;
    }

    /** Whether something was stored that is neither taken nor erased. */
    boolean isLeftOver() {
        return storedTo > filledTo;
    }

    /** By the writer: takes what was stored as if it had been put. */
    void take(int length) {
        synchronized (windows) {
            int end = filledTo + length;
            preparedTo = Math.max(preparedTo, end);
            fillTo(end);
        }
    }

    /** Undoes a {@link #store} that nothing came of: past the batches there are zeros only; blocking. */
    synchronized void erase() throws IOException {
        if (!closed && isLeftOver() && file.acquire()) {
            try {
                zero(filledTo, storedTo);
                storedTo = 0;
            } finally {
                file.release();
            }
        }
    }

    /** Needs no space: it is where something was written. */
    private void zero(int from, int to) throws IOException {
        LogFile log = file.file();
        writeZeros(log, from, (int) Math.min(to, log.size()));
    }

    /**
     * Prepares space; blocking. Not a mapping over a hole: on a full disk the write fails here, where a store would crash.
     *
     * @param target the position up to which bytes can be put afterwards
     * @param forcing whether to force the zeros, so that forcing batches later needs no new blocks. The pages are then
     *     mapped but left clean: otherwise each force would write all of them again.
     * @return whether that was done; it is not where there was room already, something stored waits to be taken, or the log
     *     has left this segment
     */
    synchronized boolean extendTo(int target, boolean forcing) throws IOException {
        int from = preparedTo;
        if (closed || target <= from || isLeftOver() || !file.acquire()) {
            return false;
        }
        try {
            LogFile log = file.file();
            writtenTo = Math.max(writtenTo, target);
            writeZeros(log, from, target);
            if (forcing) {
                force(log);
            }
            for (int at = from; at < target; at = preparedTo) {
                AppendWindow window = mapping.map(file, at, target, forcing);
                synchronized (windows) {
                    windows.add(window);
                    preparedTo = window.end();
                }
            }
        } finally {
            file.release();
        }
        unmapFull();
        return true;
    }

    /** It covers batches, too, and the operating system tells only once that it could not write them. */
    private void force(LogFile log) throws IOException {
        try {
            log.force();
        } catch (IOException e) {
            throw filledTo > 0 && !DiskErrors.isFull(e) ? new ForceFailedException(e) : e;
        }
    }

    /** Batches may not be on disk, and never come there. */
    static final class ForceFailedException extends IOException {

        private static final long serialVersionUID = 1;

        private ForceFailedException(IOException cause) {
            super(cause);
        }
    }

    /** How much is mapped. */
    int mappedBytes() {
        synchronized (windows) {
            return windows.isEmpty() ? 0 : preparedTo - windows.element().heldFrom();
        }
    }

    /** Unmaps everything, until more is prepared. */
    synchronized void giveBack() {
        synchronized (windows) {
            full.addAll(windows);
            windows.clear();
            preparedTo = filledTo;
        }
        unmapFull();
    }

    /** Unmaps everything; nothing is put any more. */
    synchronized void close() {
        closed = true;
        giveBack();
    }

    private void unmapFull() {
        List<AppendWindow> useless;
        synchronized (windows) {
            useless = List.copyOf(full);
            full.clear();
        }
        useless.forEach(AppendWindow::close);
    }

    private static void writeZeros(LogFile log, int from, int to) throws IOException {
        ByteBuffer zeros = ZEROS.duplicate();
        for (int at = from; at < to; at += zeros.limit()) {
            zeros.clear().limit(Math.min(zeros.capacity(), to - at));
            log.write(zeros, at);
        }
    }
}
