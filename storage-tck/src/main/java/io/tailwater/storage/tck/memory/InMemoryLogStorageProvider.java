package io.tailwater.storage.tck.memory;

import io.tailwater.spi.EngineCapability;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.LogStorageProvider;
import io.tailwater.spi.SpiVersion;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.StorageException;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

/**
 * The engine {@code memory}. Thread-safe.
 *
 * <p>Its one setting, {@value #CAPACITY_BYTES}, is how many bytes of batches all logs hold together before appends fail with
 * {@code FULL}; without it, what the heap can take.
 */
public final class InMemoryLogStorageProvider implements LogStorageProvider {

    /** The setting that limits the bytes of all logs together. */
    public static final String CAPACITY_BYTES = "capacityBytes";

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public int spiVersion() {
        return SpiVersion.CURRENT;
    }

    @Override
    public Set<EngineCapability> capabilities() {
        return Set.of(EngineCapability.COMPACTION);
    }

    @Override
    public LogStorage open(StorageContext context) {
        Set<String> unknown = new TreeSet<>(context.settings().keySet());
        unknown.remove(CAPACITY_BYTES);
        if (!unknown.isEmpty()) {
            throw new StorageException(
                    StorageException.Kind.UNSUPPORTED,
                    "unknown settings " + unknown + "; the engine memory knows " + CAPACITY_BYTES);
        }
        long capacityBytes = capacityBytes(context.settings().getOrDefault(CAPACITY_BYTES, "" + Long.MAX_VALUE));
        return new InMemoryLogStorage(context, new Capacity(capacityBytes), lock(context));
    }

    private static long capacityBytes(String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new StorageException(
                    StorageException.Kind.UNSUPPORTED, CAPACITY_BYTES + " must be a number of bytes: " + value, e);
        }
    }

    /** The directory holds nothing but its lock: two storages on it would still be two owners of the same logs. */
    private static AutoCloseable lock(StorageContext context) {
        try {
            context.files().createDirectories(context.directory());
            AutoCloseable lock = context.files().tryLock(context.directory().resolve("memory.lock"));
            if (lock == null) {
                throw new StorageException(
                        StorageException.Kind.LOCKED,
                        "another storage uses " + context.directory() + "; close it first");
            }
            return lock;
        } catch (IOException e) {
            throw new StorageException(StorageException.Kind.IO, "locking " + context.directory(), e);
        }
    }
}
