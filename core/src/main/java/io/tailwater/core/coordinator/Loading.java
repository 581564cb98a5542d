package io.tailwater.core.coordinator;

import io.tailwater.core.result.Result;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Consumer;

/**
 * Makes a state from its log, a bounded piece at a time, each on a worker. Confined to the coordinator's event loop; the state
 * is owned by the worker while a piece is replayed.
 */
final class Loading {

    /**
     * What was loaded.
     *
     * @param endOffset where the next record goes
     * @param sizeBytes how many bytes were read
     * @param entries how many records and markers were replayed
     */
    record Loaded(long endOffset, long sizeBytes, long entries) {}

    private final CoordinatorLog log;
    private final CoordinatorState state;
    private final Promise<Result<Loaded>> promise = Promise.promise();
    private long endOffset;
    private long sizeBytes;
    private long entries;
    private boolean cancelled;

    Loading(CoordinatorLog log, CoordinatorState state) {
        this.log = log;
        this.state = state;
    }

    Future<Result<Loaded>> run() {
        goOn(log.settle(), extent -> {
            endOffset = extent.endOffset();
            readFrom(extent.startOffset());
        });
        return promise.future();
    }

    /** Nobody wants the state any more: it ends after the piece that is being read. */
    void cancel() {
        cancelled = true;
    }

    private void readFrom(long offset) {
        if (cancelled || offset >= endOffset) {
            promise.complete(Result.ok(new Loaded(offset, sizeBytes, entries)));
            return;
        }
        goOn(log.read(offset, this::replay), piece -> {
            sizeBytes += piece.sizeBytes();
            readFrom(piece.nextOffset());
        });
    }

    private <T> void goOn(Future<Result<T>> asked, Consumer<T> next) {
        asked.onFailure(promise::fail).onSuccess(result -> {
            if (result instanceof Result.Ok<T> ok) {
                next.accept(ok.value());
            } else if (result instanceof Result.Refused<T> refused) {
                promise.complete(new Result.Refused<>(refused.error()));
            }
        });
    }

    private void replay(LogEntry entry) {
        entry.replayInto(state);
        entries++;
    }
}
