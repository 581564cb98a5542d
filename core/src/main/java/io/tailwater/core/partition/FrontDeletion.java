package io.tailwater.core.partition;

import io.tailwater.core.worker.Promised;
import io.tailwater.core.worker.WorkerCall;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.StorageException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes records away at the front of a partition. Owned by the partition's shard.
 *
 * <p>What the records said of producers is noted before they go: after a crash it could not be read any more, and a batch that
 * is sent again would be stored again.
 */
final class FrontDeletion {

    private static final Logger LOG = LoggerFactory.getLogger(FrontDeletion.class);

    private final PartitionLog log;
    private final PartitionState state;
    private final KeptSnapshot snapshot;
    private final ShardEnvironment environment;
    private final ShardLoop loop;
    private final Runnable startMoved;

    /** @param startMoved told, on the loop, that the log begins elsewhere */
    FrontDeletion(
            PartitionLog log,
            PartitionState state,
            KeptSnapshot snapshot,
            ShardEnvironment environment,
            ShardLoop loop,
            Runnable startMoved) {
        this.log = log;
        this.state = state;
        this.snapshot = snapshot;
        this.environment = environment;
        this.loop = loop;
        this.startMoved = startMoved;
    }

    /**
     * Deletes records below an offset, which is at most the end.
     *
     * @param options how, put into force for this deletion
     * @param after put into force again
     * @return completed, on any thread, when that survives power loss and the space is given back
     */
    Future<Void> deleteBefore(long offset, LogOptions options, LogOptions after) {
        return noteProducers(offset)
                .compose(noted -> deleteNow(offset, options, after))
                .recover(thrown -> isFull(thrown)
                        ? makeRoom().compose(made -> deleteNow(offset, options, after))
                        : Future.failedFuture(thrown));
    }

    private Future<Void> noteProducers(long offset) {
        if (state.producers().size() == 0 || offset <= log.startOffset()) {
            return Future.succeededFuture();
        }
        return writeSnapshot(offset)
                .compose(written -> Promised.by(log.flush()))
                .<Void>mapEmpty()
                .recover(thrown -> {
                    LOG.atDebug()
                            .addKeyValue("partition", log.id())
                            .setCause(thrown)
                            .log("Producers were not noted");
                    return Future.succeededFuture(); // a full disk must not keep anybody from deleting
                });
    }

    /** Unless there is one; a checkpoint that has just written it may not have forced it yet. */
    private Future<Boolean> writeSnapshot(long offset) {
        if (offset <= snapshot.endOffset()) {
            return Future.succeededFuture(true);
        }
        long endOffset = state.endOffset();
        byte[] bytes = PartitionSnapshot.encode(state);
        return WorkerCall.of(environment.worker(), () -> {
            snapshot.write(endOffset, bytes);
            return true;
        });
    }

    private Future<Void> deleteNow(long offset, LogOptions options, LogOptions after) {
        Promise<Void> deleted = Promise.promise();
        loop.execute(() -> {
            try {
                log.reconfigure(options);
                Promised.by(log.deleteBefore(offset)).onComplete(deleted);
                log.reconfigure(after);
                startMoved.run();
            } catch (StorageException e) {
                deleted.tryFail(e);
            }
        });
        return deleted.future();
    }

    private static boolean isFull(Throwable thrown) {
        return Promised.unwrapped(thrown) instanceof StorageException failure
                && failure.kind() == StorageException.Kind.FULL;
    }

    /** Where the first offset cannot be written, the space that is kept for it is used. */
    private Future<Void> makeRoom() {
        return Promised.by(environment.storage().checkpoint());
    }
}
