package io.tailwater.storage.tck.memory;

import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.StorageException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Logs in memory. Thread-safe. A log that is closed keeps its contents until it is deleted or the storage is closed. */
final class InMemoryLogStorage implements LogStorage {

    private final StorageContext context;
    private final Capacity capacity;
    private final AutoCloseable lock;

    private final Map<LogId, LogContents> contents = new HashMap<>();
    private final Map<LogId, InMemoryPartitionLog> logs = new HashMap<>();
    private final Blobs blobs = new Blobs();
    private boolean closed;

    InMemoryLogStorage(StorageContext context, Capacity capacity, AutoCloseable lock) {
        this.context = context;
        this.capacity = capacity;
        this.lock = lock;
    }

    @Override
    public synchronized Collection<LogId> logs() {
        return List.copyOf(contents.keySet());
    }

    @Override
    public boolean cleanlyClosed() {
        return true; // Every directory is new to an engine that keeps nothing.
    }

    @Override
    public CompletionStage<PartitionLog> open(LogId id, LogOptions options) {
        return CompletableFuture.supplyAsync(() -> openNow(id, options), context.background());
    }

    private synchronized PartitionLog openNow(LogId id, LogOptions options) {
        checkOpen();
        InMemoryPartitionLog log = logs.get(id);
        if (log == null || log.isClosed()) {
            LogContents kept = contents.computeIfAbsent(id, absent -> new LogContents(capacity, options));
            kept.reconfigure(options);
            log = new InMemoryPartitionLog(id, kept, context.flusher());
            logs.put(id, log);
        }
        return log;
    }

    @Override
    public CompletionStage<Void> delete(LogId id) {
        return CompletableFuture.runAsync(() -> deleteNow(id), context.background());
    }

    private synchronized void deleteNow(LogId id) {
        checkOpen();
        InMemoryPartitionLog log = logs.remove(id);
        if (log != null) {
            log.close();
        }
        LogContents gone = contents.remove(id);
        if (gone != null) {
            gone.release();
        }
    }

    @Override
    public synchronized CompletionStage<Void> checkpoint() {
        return CompletableFuture.allOf(logs.values().stream()
                .map(log -> log.flushUnlessClosed().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    @Override
    public synchronized Optional<byte[]> readBlob(String name) {
        checkOpen();
        return blobs.read(name);
    }

    @Override
    public synchronized void writeBlob(String name, byte[] bytes) {
        checkOpen();
        blobs.write(name, bytes);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        logs.values().forEach(InMemoryPartitionLog::close);
        try {
            lock.close();
        } catch (Exception e) {
            throw new StorageException(StorageException.Kind.IO, "unlocking " + context.directory(), e);
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new StorageException(
                    StorageException.Kind.CLOSED, "the storage in " + context.directory() + " is closed");
        }
    }
}
