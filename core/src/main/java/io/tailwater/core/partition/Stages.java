package io.tailwater.core.partition;

import io.tailwater.core.worker.Promised;
import io.tailwater.spi.StorageException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Looks into what storage promises. */
final class Stages {

    private Stages() {}

    /** What an engine promised, be it that it throws what it should have promised. */
    static <T> CompletableFuture<T> futureOf(Supplier<CompletionStage<T>> call) {
        try {
            return call.get().toCompletableFuture();
        } catch (StorageException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Why a future that completed exceptionally did so. */
    static Throwable failureOf(CompletableFuture<?> failed) {
        try {
            failed.join();
            throw new IllegalArgumentException("the future did not fail");
        } catch (CompletionException | CancellationException e) {
            return Promised.unwrapped(e);
        }
    }
}
