package io.tailwater.core;

import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.StorageException;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * A storage that keeps some space in hand, so that on a full disk topics can still be deleted, the broker can be stopped in
 * order, and it can be started again. Thread-safe.
 */
final class SparingStorage implements LogStorage {

    private static final String SPARE = "spare-space";

    /** More than the catalogue of ten thousand topics, which is replaced as a whole. */
    private static final int SPARE_BYTES = 2 << 20;

    private final LogStorage engine;
    private boolean held;
    private boolean closed;

    SparingStorage(LogStorage engine) {
        this.engine = engine;
    }

    /** Takes the spare space, where there is room for it and it was given up before; blocking. */
    synchronized void hold() {
        if (held || closed) {
            return;
        }
        try {
            engine.writeBlob(SPARE, new byte[SPARE_BYTES]);
            held = true;
        } catch (StorageException e) {
            // No room now: the next checkpoint tries again. Any other trouble is told by those whose bytes matter.
        }
    }

    private synchronized void giveUp() {
        held = false;
        engine.writeBlob(SPARE, new byte[0]);
    }

    @Override
    public void writeBlob(String name, byte[] bytes) {
        try {
            engine.writeBlob(name, bytes);
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.FULL) {
                throw e;
            }
            giveUp();
            engine.writeBlob(name, bytes);
        }
    }

    /** Gives the spare space up first: noting a clean end needs some. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            try {
                giveUp();
            } finally {
                engine.close();
            }
        }
    }

    @Override
    public Collection<LogId> logs() {
        return engine.logs();
    }

    @Override
    public boolean cleanlyClosed() {
        return engine.cleanlyClosed();
    }

    @Override
    public CompletionStage<PartitionLog> open(LogId id, LogOptions options) {
        return engine.open(id, options);
    }

    @Override
    public CompletionStage<Void> delete(LogId id) {
        return engine.delete(id);
    }

    @Override
    public CompletionStage<Void> checkpoint() {
        return engine.checkpoint().exceptionallyCompose(thrown -> {
            Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
            if (!(cause instanceof StorageException failure) || failure.kind() != StorageException.Kind.FULL) {
                return CompletableFuture.failedStage(thrown);
            }
            giveUp();
            return engine.checkpoint();
        });
    }

    @Override
    public Optional<byte[]> readBlob(String name) {
        return engine.readBlob(name);
    }
}
