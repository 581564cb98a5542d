package io.tailwater.core.compaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ThrottleTest {

    @Test
    void letsThroughWhatItMayAndNothingOnceItIsStopped() {
        AtomicLong clock = new AtomicLong();
        Throttle throttle = new Throttle(1_000, clock::get);
        for (int second = 0; second < 100; second++) {
            clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
            throttle.used(50); // far less than allowed: it never waits
        }

        throttle.stop();

        assertThatThrownBy(() -> throttle.used(1)).isInstanceOf(Throttle.StoppedException.class);
    }

    @Test
    void whoWaitsGoesOnWhenMoreMayBeReadAndWritten() throws InterruptedException {
        Throttle throttle = new Throttle(1, System::nanoTime);
        Thread waiting = new Thread(() -> throttle.used(1_000_000_000));
        waiting.start();
        awaitWaiting(waiting);

        throttle.limit(0);

        waiting.join(60_000);
        assertThat(waiting.isAlive()).isFalse();
    }

    @Test
    void wakesWhoWaitsWhenItIsStopped() throws InterruptedException {
        Throttle throttle = new Throttle(1, System::nanoTime);
        CountDownLatch stopped = new CountDownLatch(1);
        Thread waiting = new Thread(() -> {
            try {
                throttle.used(1_000_000);
            } catch (Throttle.StoppedException e) {
                stopped.countDown();
            }
        });
        waiting.start();
        awaitWaiting(waiting);

        throttle.stop();

        assertThat(stopped.await(60, TimeUnit.SECONDS)).isTrue();
        waiting.join();
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            assertThat(thread.isAlive()).as("it waits, and does not go on").isTrue();
            Thread.onSpinWait();
        }
    }
}
