package io.tailwater.core.topic;

import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.PartitionLog;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A storage whose process dies at a given change: that change is made or not, later ones are not. Thread-safe. */
final class MortalStorage implements LogStorage {

    private final LogStorage survivor;
    private final boolean lastChangeIsMade;
    private int changesLeft;

    /**
     * @param survivor what is there after the death
     * @param changesLeft how many changes are made before the last
     * @param lastChangeIsMade whether the change at which the process dies is made, though nobody hears of it
     */
    MortalStorage(LogStorage survivor, int changesLeft, boolean lastChangeIsMade) {
        this.survivor = survivor;
        this.changesLeft = changesLeft;
        this.lastChangeIsMade = lastChangeIsMade;
    }

    synchronized boolean isDead() {
        return changesLeft < 0;
    }

    @Override
    public Collection<LogId> logs() {
        return survivor.logs();
    }

    @Override
    public boolean cleanlyClosed() {
        return false;
    }

    @Override
    public CompletionStage<PartitionLog> open(LogId id, LogOptions options) {
        return change(() -> survivor.open(id, options));
    }

    @Override
    public CompletionStage<Void> delete(LogId id) {
        return change(() -> survivor.delete(id));
    }

    @Override
    public CompletionStage<Void> checkpoint() {
        return survivor.checkpoint();
    }

    @Override
    public Optional<byte[]> readBlob(String name) {
        return survivor.readBlob(name);
    }

    @Override
    public void writeBlob(String name, byte[] bytes) {
        change(() -> {
                    survivor.writeBlob(name, bytes);
                    return CompletableFuture.completedFuture(null);
                })
                .toCompletableFuture()
                .join();
    }

    @Override
    public void close() {}

    private synchronized <T> CompletionStage<T> change(Supplier<CompletionStage<T>> change) {
        boolean alive = changesLeft-- > 0;
        boolean dying = changesLeft == -1;
        if (!alive && !(dying && lastChangeIsMade)) {
            return CompletableFuture.failedFuture(new IllegalStateException("dead"));
        }
        CompletionStage<T> made = change.get();
        return alive ? made : made.thenCompose(v -> CompletableFuture.failedFuture(new IllegalStateException("dying")));
    }
}
