package io.tailwater.core.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Failures reach whoever waits as they are. */
class PromisedTest {

    private final IOException broken = new IOException("The disk is gone.");
    private final CompletableFuture<String> storage = new CompletableFuture<>();

    @Test
    void aFailureOfAnEarlierStageComesBare() {
        storage.completeExceptionally(broken);

        assertThat(Promised.by(storage.thenApply(String::length)).cause()).isSameAs(broken);
        assertThat(Promised.by(storage).cause()).isSameAs(broken);
    }

    @Test
    void soItDoesOnAContext() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            storage.completeExceptionally(broken);
            Future<Throwable> failed = Promised.by(storage.thenApply(String::length), vertx.getOrCreateContext())
                    .transform(outcome -> Future.succeededFuture(outcome.cause()));

            assertThat(failed.await(60, TimeUnit.SECONDS)).isSameAs(broken);
        } finally {
            vertx.close().await(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void whatWrapsNothingStaysAsItIs() {
        CompletionException alone = new CompletionException("Nobody knows why.", null);

        assertThat(Promised.unwrapped(alone)).isSameAs(alone);
    }

    @Test
    void aValueComesThrough() {
        storage.complete("done");

        assertThat(Promised.by(storage).result()).isEqualTo("done");
    }
}
