package io.tailwater.storage.files;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What is done at a steady pace for all logs of a storage: forcing, noting how far they are, giving back. Thread-safe. */
final class StorageUpkeep {

    private final LogServices services;

    StorageUpkeep(LogServices services) {
        this.services = services;
    }

    /** Has logs forced and it written down; see {@link io.tailwater.spi.LogStorage#checkpoint}. */
    CompletableFuture<Void> checkpoint(List<FilePartitionLog> logs) {
        CompletableFuture<?>[] forces = logs.stream()
                .filter(FilePartitionLog::isWritable)
                .map(StorageUpkeep::force)
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture<Void> done = new CompletableFuture<>();
        CompletableFuture.allOf(forces)
                .thenRunAsync(() -> tidyUp(logs), services.background())
                .whenComplete((forced, failure) -> services.checkpoints()
                        .request()
                        .whenComplete((written, error) -> {
                            Throwable trouble = error == null ? failure : error;
                            end(done, trouble == null ? services.journal().trouble() : trouble);
                        }));
        return done;
    }

    private static void end(CompletableFuture<Void> done, @Nullable Throwable trouble) {
        if (trouble == null) {
            done.complete(null);
        } else {
            done.completeExceptionally(DiskErrors.describe("writing checkpoints", trouble));
        }
    }

    private static CompletableFuture<Long> force(FilePartitionLog log) {
        return log.forceSoon()
                .exceptionallyCompose(error -> log.isClosed()
                        ? CompletableFuture.completedStage(log.durableOffset())
                        : CompletableFuture.failedStage(error));
    }

    /** What was not appended to since the last time is idle. */
    private void tidyUp(List<FilePartitionLog> logs) {
        services.journal().tryAgain();
        services.windows().giveBackIdle();
        for (FilePartitionLog log : logs) {
            try {
                log.tidyUp();
            } catch (IOException | RuntimeException e) {
                // The entries stay in memory; after a crash more is read, nothing is lost.
            }
        }
    }
}
