package io.tailwater.storage.mmap;

import io.tailwater.storage.files.AppendWindow;
import io.tailwater.storage.files.TailFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Space of a log that is forced often: written to, not mapped. A force takes the right to store from each page that it writes
 * out, on all cores, and the next store faults; a write pays neither.
 */
record WrittenWindow(int start, int end, TailFile file) implements AppendWindow {

    @Override
    public int put(int position, ByteBuffer source, int from, int length) throws IOException {
        int fitting = Math.min(length, end - position);
        file.write(source.slice(from, fitting), position);
        return fitting;
    }

    @Override
    public void close() {}
}
