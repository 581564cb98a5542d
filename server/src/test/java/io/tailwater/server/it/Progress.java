package io.tailwater.server.it;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Has tests wait until threads of theirs have got somewhere. Thread-safe. */
final class Progress {

    private static final int PATIENCE_SECONDS = 120;

    /** Something has changed that somebody may wait for. */
    synchronized void happened() {
        notifyAll();
    }

    /** Waits until it is so; whoever makes it so tells {@link #happened}. */
    synchronized void await(String what, BooleanSupplier isSo) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!isSo.getAsBoolean()) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("It did not come to this: " + what);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                throw new AssertionError("Interrupted while waiting for this: " + what, e);
            }
        }
    }
}
