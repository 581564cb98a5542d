package io.tailwater.examples.simple;

import io.tailwater.spi.LogStorage;
import io.tailwater.spi.LogStorageProvider;
import io.tailwater.spi.SpiVersion;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.StorageException;

/** Opens directories with the engine {@code simple}, which has no settings and no capabilities. Stateless. */
public final class SimpleLogStorageProvider implements LogStorageProvider {

    @Override
    public String name() {
        return "simple";
    }

    @Override
    public int spiVersion() {
        return SpiVersion.CURRENT;
    }

    @Override
    public LogStorage open(StorageContext context) {
        if (!context.settings().isEmpty()) {
            throw new StorageException(
                    StorageException.Kind.UNSUPPORTED,
                    "The engine simple has no settings: take "
                            + context.settings().keySet() + " out of storage.settings.");
        }
        return SimpleLogStorage.open(context);
    }
}
