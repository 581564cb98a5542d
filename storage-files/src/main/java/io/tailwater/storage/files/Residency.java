package io.tailwater.storage.files;

import io.tailwater.spi.FileSlice;
import io.tailwater.spi.file.MappedRegion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether bytes of a segment are in memory, so that neither looking for a batch nor sending it waits for a disk, and
 * brings them there. Thread-safe. An answer is a guess: the operating system may drop pages at any time.
 */
final class Residency {

    /** What was appended last is in memory: the operating system keeps what it has not written yet, and more. */
    private static final int TAIL_BYTES = 8 << 20;

    /** So much is asked about at once, since who reads on will need it next. */
    private static final int LOOK_AHEAD_BYTES = 16 << 20;

    private static final int SAMPLE_BYTES = 512 << 10;
    private static final long BELIEVED_MILLIS = 1000;
    private static final int STEP_BYTES = 256 << 10;

    /** Sending there reads without copying; null where that is not possible. */
    private static final @Nullable FileChannel NOWHERE = openNowhere();

    private static final ThreadLocal<ByteBuffer> STEPS =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(STEP_BYTES));

    private final InstantSource clock;

    /** A region of a segment that was in memory a moment ago: batches, by offset and by position, and their index entries. */
    record Seen(long fromOffset, long toOffset, int from, int to, long untilMillis) {

        static final Seen NOTHING = new Seen(0, 0, 0, 0, 0);
    }

    Residency(InstantSource clock) {
        this.clock = clock;
    }

    /** Whether the place of an offset is found in a segment without a disk; takes no system call. */
    boolean isFoundInMemory(Segment segment, long offset) {
        if (segment.positionInMemory(offset) >= tail(segment)) {
            return true;
        }
        Seen seen = segment.seenInMemory();
        return offset >= seen.fromOffset() && offset < seen.toOffset() && clock.millis() < seen.untilMillis();
    }

    /** Whether what is found at a position, so many bytes at most, is in memory; takes no system call. */
    boolean isInMemory(Segment segment, int position, int maxBytes) {
        if (position >= tail(segment)) {
            return true;
        }
        Seen seen = segment.seenInMemory();
        long end = Math.min(segment.sizeInBytes(), (long) position + maxBytes);
        return position >= seen.from() && end <= seen.to() && clock.millis() < seen.untilMillis();
    }

    private static int tail(Segment segment) {
        return Math.max(segment.followedFrom(), segment.sizeInBytes() - TAIL_BYTES);
    }

    /**
     * Brings a slice into memory unless it and what comes next are there, which is remembered then; blocking. Closes the slice
     * when that fails.
     */
    void bringIn(Segment segment, long offset, FileSlice slice) throws IOException {
        try {
            long endOffset = segment.endOffset();
            int size = segment.sizeInBytes();
            int from = (int) slice.position();
            int ahead = (int) Math.min(size, (long) from + Math.max(slice.size(), LOOK_AHEAD_BYTES));
            if (isLoaded(segment, from, ahead)) {
                long toOffset = ahead == size ? endOffset : segment.offsetNear(ahead);
                segment.index().offsets().load(offset - segment.baseOffset(), toOffset - segment.baseOffset());
                segment.seeInMemory(new Seen(offset, toOffset, from, ahead, clock.millis() + BELIEVED_MILLIS));
            } else {
                load(slice);
            }
        } catch (IOException | RuntimeException e) {
            slice.close();
            throw e;
        }
    }

    /** Asks for some pages only: all of them would cost 20 µs a MB, and neighbours mostly come and go together. */
    private static boolean isLoaded(Segment segment, int from, int to) throws IOException {
        int bytes = to - from;
        try (MappedRegion region = segment.file().file().map(from, bytes)) {
            MappedByteBuffer pages = region.buffer();
            for (int at = 0; at < bytes; at += SAMPLE_BYTES) {
                if (!pages.slice(at, 1).isLoaded()) {
                    return false;
                }
            }
            return pages.slice(bytes - 1, 1).isLoaded();
        }
    }

    private static void load(FileSlice slice) throws IOException {
        long at = slice.position();
        long end = at + slice.size();
        while (at < end) {
            long read = NOWHERE == null
                    ? slice.channel().read(STEPS.get().clear().limit((int) Math.min(STEP_BYTES, end - at)), at)
                    : slice.channel().transferTo(at, end - at, NOWHERE);
            if (read <= 0) {
                break;
            }
            at += read;
        }
    }

    private static @Nullable FileChannel openNowhere() {
        try {
            return FileChannel.open(Path.of("/dev/null"), StandardOpenOption.WRITE);
        } catch (IOException | RuntimeException notOnThisSystem) {
            return null;
        }
    }
}
