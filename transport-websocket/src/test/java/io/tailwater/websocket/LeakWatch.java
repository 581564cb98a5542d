package io.tailwater.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Keeps what Netty finds leaked, for tests to fail on. Named in the build file as Netty's leak detector. Thread-safe.
 *
 * @param <T> what may leak
 */
public final class LeakWatch<T> extends ResourceLeakDetector<T> {

    private static final List<String> LEAKS = new CopyOnWriteArrayList<>();

    /** For Netty. */
    public LeakWatch(Class<?> resourceType, int samplingInterval) {
        super(resourceType, samplingInterval);
    }

    /** For Netty, which looks for this one first. */
    @SuppressWarnings("deprecation")
    public LeakWatch(Class<?> resourceType, int samplingInterval, long maxActive) {
        super(resourceType, samplingInterval, maxActive);
    }

    /** Fails when a buffer was dropped without being released. */
    public static void assertNothingLeaked() {
        System.gc();
        // Netty looks for leaks when it hands out a buffer.
        for (int i = 0; i < 200; i++) {
            PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
        }
        assertThat(LEAKS).isEmpty();
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
        LEAKS.add(resourceType + records);
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
        LEAKS.add(resourceType);
    }
}
