package io.tailwater.core.partition;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Looks into what storage promises. */
final class Stages {

    private Stages() {}

    /** Why a future that completed exceptionally did so. */
    static Throwable failureOf(CompletableFuture<?> failed) {
        try {
            failed.join();
            throw new IllegalArgumentException("the future did not fail");
        } catch (CompletionException | CancellationException e) {
            return unwrapped(e);
        }
    }

    /** The failure that a stage after the failed one wraps. */
    static Throwable unwrapped(Throwable thrown) {
        Throwable cause = thrown.getCause();
        return thrown instanceof CompletionException && cause != null ? cause : thrown;
    }
}
