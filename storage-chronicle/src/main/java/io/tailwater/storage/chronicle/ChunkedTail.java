package io.tailwater.storage.chronicle;

import io.tailwater.spi.file.LogFile;
import io.tailwater.storage.files.AppendWindow;
import io.tailwater.storage.files.TailFile;
import io.tailwater.storage.files.TailMapping;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import net.openhft.chronicle.bytes.MappedBytesStore;
import net.openhft.chronicle.core.io.ReferenceOwner;
import org.jspecify.annotations.Nullable;

/**
 * Maps a segment file in chunks, each of which is mapped as long as a window in it is open. So a busy log maps and unmaps
 * seldom, which is what delays appends elsewhere in the process, and one that is idle holds nothing. Used by one thread at a
 * time.
 *
 * <p>Chronicle lengthens a file to the end of the chunk that it maps, over a hole. The file is cut back at once: where its
 * length ends is where zeros were written, and a full disk shows in writing them. The mapping past the end is not touched
 * until the file has grown.
 */
final class ChunkedTail implements TailMapping {

    private final int chunkBytes;

    /** The chunk mapped last; it is unmapped by now if no window in it is open. */
    private @Nullable MappedBytesStore chunk;

    /** Where what was touched of it begins. */
    private int heldFrom;

    ChunkedTail(int chunkBytes) {
        this.chunkBytes = chunkBytes;
    }

    @Override
    public AppendWindow map(TailFile file, int start, int end, boolean forced) throws IOException {
        int chunkStart = start - start % chunkBytes;
        int to = (int) Math.min(end, (long) chunkStart + chunkBytes);
        ReferenceOwner window = ReferenceOwner.temporary("window");
        Closeable mapping = file.file().mapBy(start, to - start, () -> {
            MappedBytesStore reserved = reserve(file, chunkStart, start, window);
            return () -> reserved.release(window);
        });
        return ChunkWindow.touch(start, to, heldFrom, forced, Objects.requireNonNull(chunk), mapping);
    }

    private MappedBytesStore reserve(TailFile file, int chunkStart, int start, ReferenceOwner window)
            throws IOException {
        MappedBytesStore last = chunk;
        if (last != null && last.start() == chunkStart && last.tryReserve(window)) {
            return last;
        }
        MappedBytesStore mapped = file.named(path -> map(file.file(), path, chunkStart, window));
        chunk = mapped;
        heldFrom = start;
        return mapped;
    }

    private MappedBytesStore map(LogFile file, Path path, int chunkStart, ReferenceOwner window) throws IOException {
        long size = file.size();
        MappedBytesStore mapped = Chunks.map(path, chunkStart, chunkBytes, window);
        try {
            if (file.size() > size) {
                file.truncate(size);
            }
            return mapped;
        } catch (IOException | RuntimeException e) {
            mapped.release(window);
            throw e;
        }
    }
}
