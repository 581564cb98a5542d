package io.tailwater.core.partition;

import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.StorageException;
import io.tailwater.spi.file.SystemFiles;
import io.tailwater.storage.tck.memory.InMemoryLogStorageProvider;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** The engine in memory, whose logs a test can hold up and break. Thread-safe. */
final class ControlledStorage implements LogStorage {

    private final LogStorage inner;
    private final Map<LogId, ControlledLog> logs = new ConcurrentHashMap<>();
    private volatile int brokenPartition = -1;

    ControlledStorage(Path directory, Executor flusher) {
        inner = new InMemoryLogStorageProvider()
                .open(new StorageContext(
                        directory,
                        Map.of(),
                        new SystemFiles(),
                        InstantSource.system(),
                        Runnable::run,
                        Runnable::run,
                        flusher));
    }

    ControlledLog log(LogId id) {
        return logs.get(id);
    }

    Collection<ControlledLog> opened() {
        return logs.values();
    }

    /** Makes the logs of one partition fail to open. */
    void breakPartition(int partition) {
        brokenPartition = partition;
    }

    @Override
    public Collection<LogId> logs() {
        return inner.logs();
    }

    @Override
    public boolean cleanlyClosed() {
        return inner.cleanlyClosed();
    }

    @Override
    public CompletionStage<PartitionLog> open(LogId id, LogOptions options) {
        if (id.partition() == brokenPartition) {
            return CompletableFuture.failedStage(new StorageException(StorageException.Kind.CORRUPT, "scratched"));
        }
        return inner.open(id, options).thenApply(log -> logs.compute(id, (same, before) -> new ControlledLog(log)));
    }

    @Override
    public CompletionStage<Void> delete(LogId id) {
        return inner.delete(id);
    }

    @Override
    public CompletionStage<Void> checkpoint() {
        return inner.checkpoint();
    }

    @Override
    public Optional<byte[]> readBlob(String name) {
        return inner.readBlob(name);
    }

    @Override
    public void writeBlob(String name, byte[] bytes) {
        inner.writeBlob(name, bytes);
    }

    @Override
    public void close() {
        inner.close();
    }
}
