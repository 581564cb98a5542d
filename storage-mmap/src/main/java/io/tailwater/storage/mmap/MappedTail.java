package io.tailwater.storage.mmap;

import io.tailwater.spi.file.LogFile;
import io.tailwater.storage.files.AppendWindow;
import io.tailwater.storage.files.TailMapping;
import java.io.IOException;
import java.nio.file.Path;

/** Maps each piece of space by itself. Stateless. */
final class MappedTail implements TailMapping {

    @Override
    public AppendWindow map(LogFile file, Path path, int start, int end, boolean leaveClean) throws IOException {
        return MappedWindow.map(file, start, end, leaveClean);
    }

    @Override
    public void close() {
        // Windows share nothing.
    }
}
