package io.tailwater.server.it;

import io.tailwater.spi.LogStorage;
import io.tailwater.spi.LogStorageProvider;
import io.tailwater.spi.StorageContext;
import io.tailwater.storage.tck.fault.FaultInjectingStorageProvider;
import io.tailwater.storage.tck.fault.StorageFaults;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;

/** The engine {@code faulty}: the default one, whose calls fail when a test says so. Found by {@link ServiceLoader}. */
public final class FaultyEngine extends FaultInjectingStorageProvider {

    static final String NAME = "faulty";

    /** Of all brokers that use it, which is one at a time. */
    static final StorageFaults FAULTS = new StorageFaults();

    /** Opening waits for it. */
    static volatile CountDownLatch opening = new CountDownLatch(0);

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
    public LogStorage open(StorageContext context) {
        try {
            opening.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return super.open(context);
    }

    @Override
    public String name() {
        return NAME;
    }
}
