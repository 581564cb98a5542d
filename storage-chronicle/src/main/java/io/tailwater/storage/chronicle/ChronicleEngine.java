package io.tailwater.storage.chronicle;

import io.tailwater.spi.LogId;
import io.tailwater.spi.StorageContext;
import io.tailwater.storage.files.FileEngine;
import io.tailwater.storage.files.LogWatch;
import io.tailwater.storage.files.TailMapping;
import org.jspecify.annotations.Nullable;

/** What this engine does with one directory. Thread-safe. */
final class ChronicleEngine implements FileEngine {

    private final int chunkBytes;
    private volatile @Nullable SharedPositions positions;

    ChronicleEngine(int chunkBytes) {
        this.chunkBytes = chunkBytes;
    }

    @Override
    public void start(StorageContext context) {
        positions = new SharedPositions(context.files(), context.directory());
    }

    @Override
    public TailMapping mapping() {
        return new ChunkedTail(chunkBytes);
    }

    @Override
    public LogWatch watch(LogId id) {
        SharedPositions shared = positions;
        return shared == null ? LogWatch.NOBODY : shared.show(id);
    }

    @Override
    public void close() {
        SharedPositions shared = positions;
        if (shared != null) {
            shared.close();
        }
    }
}
