package io.tailwater.storage.files;

import io.tailwater.spi.FileSlice;
import io.tailwater.spi.file.MappedRegion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.time.InstantSource;

/**
 * Tells whether bytes of a segment are in memory, so that sending them does not wait for a disk, and brings them there.
 * Thread-safe. An answer is a guess: the operating system may drop pages at any time.
 */
final class Residency {

    /** What was appended last is in memory: the operating system keeps what it has not written yet, and more. */
    private static final int TAIL_BYTES = 8 << 20;

    /** So much is asked about at once, since who reads on will need it next. */
    private static final int LOOK_AHEAD_BYTES = 16 << 20;

    private static final int SAMPLE_BYTES = 512 << 10;
    private static final long BELIEVED_MILLIS = 1000;
    private static final int STEP_BYTES = 256 << 10;
    private static final ThreadLocal<ByteBuffer> STEPS =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(STEP_BYTES));

    private final InstantSource clock;

    /** A region of a segment that was in memory a moment ago. */
    record Seen(long from, long to, long untilMillis) {

        static final Seen NOTHING = new Seen(0, 0, 0);
    }

    Residency(InstantSource clock) {
        this.clock = clock;
    }

    /** Whether a slice of a segment, which it leases, is in memory; takes microseconds. */
    boolean isHot(Segment segment, FileSlice slice) throws IOException {
        int size = segment.sizeInBytes();
        long from = slice.position();
        long to = from + slice.size();
        if (from >= Math.max(segment.followedFrom(), size - TAIL_BYTES)) {
            return true;
        }
        Seen seen = segment.seenInMemory();
        long now = clock.millis();
        if (from >= seen.from() && to <= seen.to() && now < seen.untilMillis()) {
            return true;
        }
        long ahead = Math.max(to, Math.min(size, from + LOOK_AHEAD_BYTES));
        try (MappedRegion region = segment.file().file().map(from, ahead - from)) {
            if (isLoaded(region.buffer(), (int) (ahead - from))) {
                segment.seeInMemory(new Seen(from, ahead, now + BELIEVED_MILLIS));
                return true;
            }
            return ahead > to && isLoaded(region.buffer(), slice.size());
        }
    }

    /** Asks for some pages only: all of them would cost 20 µs a MB, and neighbours mostly come and go together. */
    private static boolean isLoaded(MappedByteBuffer pages, int bytes) {
        for (int at = 0; at < bytes; at += SAMPLE_BYTES) {
            if (!pages.slice(at, 1).isLoaded()) {
                return false;
            }
        }
        return pages.slice(bytes - 1, 1).isLoaded();
    }

    /** Reads a slice, so that it is in memory afterwards; blocking. Closes it when that fails. */
    void load(FileSlice slice) throws IOException {
        FileChannel channel = slice.channel();
        ByteBuffer step = STEPS.get();
        long at = slice.position();
        long end = at + slice.size();
        try {
            while (at < end) {
                step.clear().limit((int) Math.min(STEP_BYTES, end - at));
                int read = channel.read(step, at);
                if (read < 0) {
                    break;
                }
                at += read;
            }
        } catch (IOException | RuntimeException e) {
            slice.close();
            throw e;
        }
    }
}
