package io.tailwater.storage.tck;

import io.tailwater.spi.LogStorage;
import io.tailwater.spi.StorageContext;

/**
 * The engine a suite proves. An engine's test gives it as a method reference to its provider, {@code new
 * MyLogStorageProvider()::open}; only an engine that differs from Kafka's layout, or keeps nothing, implements more.
 * Stateless; any thread.
 */
@FunctionalInterface
public interface StorageUnderTest {

    /**
     * Opens the directory as {@link io.tailwater.spi.LogStorageProvider#open} does. The suites give no settings: an engine
     * that needs some for its tests adds them here.
     */
    LogStorage open(StorageContext context);

    /** Whether logs outlive their storage, in files made through the context's file layer. What needs that is skipped if not. */
    default boolean keepsFiles() {
        return true;
    }

    /** Where the suites find files to damage. */
    default LogFileNames fileNames() {
        return LogFileNames.KAFKA;
    }

    /** Whether logs can be {@link io.tailwater.spi.PartitionLog#rewrite rewritten}. What needs that is skipped if not. */
    default boolean rewrites() {
        return true;
    }

    /** Whether damage costs no more than the batches it is in, also where it hit a length. What needs that is skipped if not. */
    default boolean passesDamage() {
        return true;
    }

    /** Whether files with other hard links are never written to, so that links can be backups. What needs that is skipped if not. */
    default boolean sparesLinkedFiles() {
        return true;
    }
}
