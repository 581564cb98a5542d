package io.tailwater.core.topic;

import io.tailwater.core.worker.Promised;
import io.tailwater.spi.LogId;
import io.tailwater.spi.LogStorage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;

/** What the catalogue does to a disk, off the event loop. Thread-safe; futures complete on the catalogue's context. */
final class CatalogDisk {

    private final LogStorage storage;
    private final CatalogFile file;
    private final Executor background;
    private final Context context;

    CatalogDisk(LogStorage storage, CatalogFile file, Executor background, Context context) {
        this.storage = storage;
        this.file = file;
        this.background = background;
        this.context = context;
    }

    Future<List<CatalogEntry>> read() {
        return inBackground(file::read);
    }

    Future<Void> write(Collection<CatalogEntry> entries) {
        List<CatalogEntry> asOfNow = List.copyOf(entries);
        return inBackground(() -> {
            file.write(asOfNow);
            return null;
        });
    }

    Collection<LogId> logs() {
        return storage.logs();
    }

    /** Deletes those logs of some partitions that are there; fails when one deletion does, after all have ended. */
    Future<Void> deleteLogs(Topic topic, int fromPartition, int toPartition) {
        Set<LogId> logs = Set.copyOf(storage.logs());
        List<Future<Void>> deletions = new ArrayList<>(toPartition - fromPartition);
        for (int partition = fromPartition; partition < toPartition; partition++) {
            LogId log = new LogId(topic.name(), topic.id(), partition);
            if (logs.contains(log)) {
                deletions.add(Promised.by(storage.delete(log), context));
            }
        }
        return Future.join(deletions).mapEmpty();
    }

    private <T> Future<T> inBackground(Callable<T> work) {
        Promise<T> promise = Promise.promise();
        background.execute(() -> {
            try {
                T value = work.call();
                context.runOnContext(v -> promise.complete(value));
            } catch (Exception e) {
                context.runOnContext(v -> promise.fail(e));
            }
        });
        return promise.future();
    }
}
