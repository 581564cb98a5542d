package io.tailwater.storage.chronicle;

import io.tailwater.spi.EngineCapability;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.LogStorageProvider;
import io.tailwater.spi.SpiVersion;
import io.tailwater.spi.StorageContext;
import io.tailwater.storage.files.FileStorage;
import java.util.Set;

/** Opens directories with the engine {@code chronicle}. Stateless. Settings: see {@code ChronicleSettings}. */
public final class ChronicleLogStorageProvider implements LogStorageProvider {

    static final String NAME = "chronicle";

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
        ChronicleSettings settings = ChronicleSettings.from(context.settings());
        JvmAccess.check();
        return FileStorage.open(context, settings.files(), new ChronicleEngine(settings.chunkBytes()));
    }
}
