package io.tailwater.websocket;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what happens on another thread. */
public final class Eventually {

    private static final long PAUSE_NANOS = 1_000_000;
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);

    private Eventually() {}

    public static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never happened: " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS); // the other thread may need this core
        }
    }
}
