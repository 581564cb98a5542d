package io.tailwater.core;

import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.retention.SpaceGate;
import io.tailwater.core.retention.Volume;
import io.tailwater.core.worker.Promised;
import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.StorageException;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A storage that keeps some space in hand, so that on a full disk topics can still be deleted, the broker can be stopped in
 * order, and it can be started again. Thread-safe.
 */
final class SparingStorage implements LogStorage {

    private static final Logger LOG = LoggerFactory.getLogger(SparingStorage.class);

    private static final String SPARE = "spare-space";

    /** More than the catalogue of ten thousand topics, which is replaced as a whole. */
    private static final int SPARE_BYTES = 2 << 20;

    private static final BrokerError GONE = new BrokerError(
            ErrorCode.KAFKA_STORAGE_ERROR,
            "The disk is full: what room there is is kept for deleting. Appends are refused until "
                    + (SPARE_BYTES >> 20) + " MiB more are free: delete records or topics, or let topics keep less.");

    private final LogStorage engine;
    private final Volume volume;
    private final SpaceGate gate;
    private boolean held;
    private boolean closed;

    /** @param gate where clients' appends are refused while the spare space is given up: they would take it */
    SparingStorage(LogStorage engine, Volume volume, SpaceGate gate) {
        this.engine = engine;
        this.volume = volume;
        this.gate = gate;
    }

    /** Whether the spare space was given up, and there was no room for it since. */
    boolean isSpareGone() {
        return gate.isSpareGone();
    }

    /** Takes the spare space, where there is room for it and it was given up before; blocking. */
    synchronized void hold() {
        if (held || closed) {
            return;
        }
        try {
            if (volume.usableBytes() >= SPARE_BYTES) { // trying would take the last room for a moment
                engine.writeBlob(SPARE, new byte[SPARE_BYTES]);
                held = true;
                if (gate.isSpareGone()) {
                    LOG.info("There is room on the disk again; appends are taken.");
                    gate.spareBack();
                }
            }
        } catch (IOException | StorageException e) {
            // The next one to ask tries again. Any trouble but space is told by those whose bytes matter.
        }
    }

    private synchronized void giveUp() {
        held = false;
        if (!closed && !gate.isSpareGone()) {
            LOG.error(GONE.message());
            gate.spareGone(GONE);
        }
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
            Throwable cause = Promised.unwrapped(thrown);
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
