package io.tailwater.server.it;

import io.tailwater.spi.LogStorageProvider;
import io.tailwater.storage.tck.fault.FaultInjectingStorageProvider;
import io.tailwater.storage.tck.fault.StorageFaults;
import java.util.ServiceLoader;

/** The engine {@code faulty}: the default one, whose calls fail when a test says so. Found by {@link ServiceLoader}. */
public final class FaultyEngine extends FaultInjectingStorageProvider {

    static final String NAME = "faulty";

    /** Of all brokers that use it, which is one at a time. */
    static final StorageFaults FAULTS = new StorageFaults();

    public FaultyEngine() {
        super(engine("mmap"), FAULTS);
    }

    private static LogStorageProvider engine(String name) {
        return ServiceLoader.load(LogStorageProvider.class).stream()
                .filter(found -> found.type() != FaultyEngine.class)
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String name() {
        return NAME;
    }
}
