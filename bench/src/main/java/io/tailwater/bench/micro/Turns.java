package io.tailwater.bench.micro;

import io.vertx.core.Context;
import java.util.concurrent.CountDownLatch;

/** Lets a benchmark's thread run work on an event loop and wait for it; the wait is shared by many operations. */
final class Turns {

    private Turns() {}

    /** Work that says when it is done. */
    @FunctionalInterface
    interface Work {
        void begin(Runnable done);
    }

    /** Begins {@code work} on the loop of {@code context} and waits until it says that it is done. */
    static void await(Context context, Work work) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        context.runOnContext(turn -> work.begin(done::countDown));
        done.await();
    }
}
