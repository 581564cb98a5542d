package io.tailwater.core.partition;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** A shard's loop as Vert.x runs it. Thread-safe as {@link ShardLoop} says. */
final class VertxLoop implements ShardLoop {

    private final Vertx vertx;
    private final Context context;

    VertxLoop(Vertx vertx, Context context) {
        this.vertx = vertx;
        this.context = context;
    }

    @Override
    public void execute(Runnable task) {
        context.runOnContext(turn -> task.run());
    }

    @Override
    public void schedule(long delayMillis, Runnable task) {
        vertx.setTimer(delayMillis, fired -> task.run());
    }

    @Override
    public long monotonicNanos() {
        return System.nanoTime();
    }
}
