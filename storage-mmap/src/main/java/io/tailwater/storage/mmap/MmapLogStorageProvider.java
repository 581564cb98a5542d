package io.tailwater.storage.mmap;

import io.tailwater.spi.EngineCapability;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.LogStorageProvider;
import io.tailwater.spi.SpiVersion;
import io.tailwater.spi.StorageContext;
import io.tailwater.storage.files.AppendWindow;
import io.tailwater.storage.files.FileSettings;
import io.tailwater.storage.files.FileStorage;
import io.tailwater.storage.files.TailFile;
import java.io.IOException;
import java.util.Set;

/** Opens directories with the engine {@code mmap}. Stateless. Settings: see {@link FileSettings}. */
public final class MmapLogStorageProvider implements LogStorageProvider {

    private static final String NAME = "mmap";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int spiVersion() {
        return SpiVersion.CURRENT;
    }

    @Override
    public Set<EngineCapability> capabilities() {
        return Set.of(EngineCapability.SENDFILE, EngineCapability.COMPACTION);
    }

    @Override
    public LogStorage open(StorageContext context) {
        return FileStorage.open(context, FileSettings.from(NAME, context.settings()), () -> this::window);
    }

    private AppendWindow window(TailFile file, int start, int end, boolean forced) throws IOException {
        return forced ? new WrittenWindow(start, end, file) : MappedWindow.map(file, start, end);
    }
}
