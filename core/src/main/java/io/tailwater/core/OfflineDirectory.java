package io.tailwater.core;

import io.tailwater.core.producer.StoredProducerIds;
import io.tailwater.core.topic.OfflineCatalog;
import io.tailwater.core.topic.OfflineCatalog.ImportedTopic;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.LogStorageProvider;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.file.SystemFiles;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A data directory that no broker has open, for commands that add topics to it. Owned by one thread; blocking. It holds the
 * directory's lock until it is closed.
 */
public final class OfflineDirectory implements AutoCloseable {

    private final ExecutorService workers = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "tailwater-offline");
        thread.setDaemon(true);
        return thread;
    });

    private final LogStorage storage;

    /**
     * Opens a directory, or makes one.
     *
     * @throws io.tailwater.spi.StorageException as {@link LogStorageProvider#open} does
     * @throws io.tailwater.core.config.InvalidConfigException when there is no engine of this name
     */
    public OfflineDirectory(Path directory, String engine) {
        LogStorageProvider provider = ServiceFinder.storageEngine(engine, "");
        storage = provider.open(new StorageContext(
                directory, Map.of(), new SystemFiles(), InstantSource.system(), workers, workers, workers));
    }

    /** To write logs with, before they are {@link #add added}. */
    public LogStorage storage() {
        return storage;
    }

    /** The names of the topics there are. */
    public Set<String> topics() {
        return new OfflineCatalog(storage).names();
    }

    /**
     * Makes topics of logs that are there: from now on a broker serves them.
     *
     * @param leaderEpoch the largest of their batches: the broker's will not be smaller
     * @param lastProducerId the largest of their batches: the broker gives none of them again
     */
    public void add(Collection<ImportedTopic> topics, int leaderEpoch, long lastProducerId) {
        BrokerIdentity.raise(storage, UUID::randomUUID, leaderEpoch);
        StoredProducerIds.raise(storage, lastProducerId + 1);
        new OfflineCatalog(storage).add(topics);
    }

    @Override
    public void close() {
        try {
            storage.close();
        } finally {
            workers.shutdown();
        }
    }
}
