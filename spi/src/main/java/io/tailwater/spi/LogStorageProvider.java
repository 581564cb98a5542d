package io.tailwater.spi;

/**
 * Finds an engine by name. Implementations are listed in {@code META-INF/services} and have a public constructor without
 * parameters; they hold no state.
 */
public interface LogStorageProvider {

    /** The value of the setting {@code storage.engine} that chooses this engine: lower case, such as {@code mmap}. */
    String name();

    /**
     * Opens the directory and takes its lock; blocking. No log is opened yet.
     *
     * @throws StorageException {@link StorageException.Kind#LOCKED} when another process uses the directory,
     *     {@link StorageException.Kind#UNSUPPORTED} when the directory or a setting is not this engine's,
     *     {@link StorageException.Kind#IO} when the disk fails; nothing on disk has changed then
     */
    LogStorage open(StorageContext context);
}
