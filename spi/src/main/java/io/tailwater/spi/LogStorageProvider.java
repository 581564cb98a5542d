package io.tailwater.spi;

import java.util.Set;

/**
 * Finds an engine by name. Implementations are listed in {@code META-INF/services} and have a public constructor without
 * parameters; they hold no state.
 */
public interface LogStorageProvider {

    /** The value of the setting {@code storage.engine} that chooses this engine: lower case, such as {@code mmap}. */
    String name();

    /**
     * The version of this contract that the engine was built against: engines return {@link SpiVersion#CURRENT}, a constant that
     * the compiler puts there. A broker refuses an engine of a version it does not know. One that does not say is of the first.
     */
    default int spiVersion() {
        return 1;
    }

    /** What this engine can do beyond what every engine does; the same at each call. */
    default Set<EngineCapability> capabilities() {
        return Set.of();
    }

    /**
     * Opens the directory and takes its lock; blocking. No log is opened yet.
     *
     * @throws StorageException {@link StorageException.Kind#LOCKED} when another process uses the directory,
     *     {@link StorageException.Kind#UNSUPPORTED} when the directory or a setting is not this engine's,
     *     {@link StorageException.Kind#IO} when the disk fails; nothing on disk has changed then
     */
    LogStorage open(StorageContext context);
}
