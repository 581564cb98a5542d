package io.tailwater.storage.tck.fault;

import io.tailwater.spi.EngineCapability;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.LogStorageProvider;
import io.tailwater.spi.StorageContext;
import java.util.Objects;
import java.util.Set;

/**
 * Any engine, with calls that fail when {@link StorageFaults} says so. It is that engine in all else: it has its name, and
 * passes what it passes.
 *
 * <p>To have a broker use it, list a subclass with a constructor without parameters in {@code META-INF/services} of the test,
 * under a {@link #name} of its own.
 */
public class FaultInjectingStorageProvider implements LogStorageProvider {

    private final LogStorageProvider engine;
    private final StorageFaults faults;

    public FaultInjectingStorageProvider(LogStorageProvider engine, StorageFaults faults) {
        this.engine = Objects.requireNonNull(engine);
        this.faults = Objects.requireNonNull(faults);
    }

    @Override
    public String name() {
        return engine.name();
    }

    @Override
    public int spiVersion() {
        return engine.spiVersion();
    }

    @Override
    public Set<EngineCapability> capabilities() {
        return engine.capabilities();
    }

    @Override
    public LogStorage open(StorageContext context) {
        return new FaultyStorage(engine.open(context), faults).proxy();
    }
}
