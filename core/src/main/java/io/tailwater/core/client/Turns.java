package io.tailwater.core.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.function.Supplier;

/**
 * Has readers do what takes memory a few at a time, where thousands may want to in one moment; the others wait for their turn and
 * hold nothing. Confined to an event loop.
 */
public final class Turns {

    private static final int AT_ONCE = 4;

    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private int underWay;

    /**
     * Begins something now or when it is its turn.
     *
     * @param work completes on the event loop, as does what is returned; the turn ends when those who wait for that have been called
     */
    public <T> Future<T> take(Supplier<Future<T>> work) {
        Promise<T> taken = Promise.promise();
        Runnable turn =
                () -> Future.succeededFuture().compose(now -> work.get()).onComplete(done -> {
                    try {
                        taken.handle(done);
                    } finally {
                        end();
                    }
                });
        if (underWay < AT_ONCE) {
            underWay++;
            turn.run();
        } else {
            waiting.add(turn);
        }
        return taken.future();
    }

    private void end() {
        Runnable next = waiting.poll();
        if (next == null) {
            underWay--;
        } else {
            next.run();
        }
    }
}
