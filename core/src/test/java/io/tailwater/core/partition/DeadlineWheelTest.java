package io.tailwater.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DeadlineWheelTest {

    private final ManualLoop loop = new ManualLoop();
    private final DeadlineWheel wheel = new DeadlineWheel(loop);

    private final class Waiter extends DeadlineWheel.Waiting {

        private final long deadlineMillis;
        private long metAtMillis = -1;

        private Waiter(long inMillis) {
            deadlineMillis = loop.nowMillis() + inMillis;
            wheel.add(this, deadlineMillis);
        }

        @Override
        void deadlineCame() {
            metAtMillis = loop.nowMillis();
        }
    }

    @Test
    void meetsEveryLimitNotTooEarlyAndATickLateAtMost() {
        SplittableRandom random = new SplittableRandom(7);
        List<Waiter> waiters = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            waiters.add(new Waiter(random.nextInt(6_000)));
            loop.pass(random.nextInt(20));
        }
        loop.pass(10_000);

        assertThat(waiters)
                .allSatisfy(waiter -> assertThat(waiter.metAtMillis - waiter.deadlineMillis)
                        .isBetween(0L, (long) DeadlineWheel.TICK_MILLIS));
    }

    @Test
    void meetsNoLimitThatWasDropped() {
        Waiter dropped = new Waiter(100);
        Waiter kept = new Waiter(100);
        wheel.remove(dropped);
        wheel.remove(dropped);
        loop.pass(1_000);

        assertThat(dropped.metAtMillis).isEqualTo(-1);
        assertThat(kept.metAtMillis).isPositive();
    }

    @Test
    void needsFewTimersForManyLimitsThatAreDropped() {
        for (int i = 0; i < 10_000; i++) {
            Waiter waiter = new Waiter(500);
            loop.pass(1);
            wheel.remove(waiter);
        }
        loop.pass(1_000);

        assertThat(loop.timersFired()).isLessThan(40);
    }

    @Test
    void doesNotMultiplyTimersWhenShortLimitsComeAfterLongOnes() {
        for (int i = 0; i < 100; i++) {
            new Waiter(1_000);
            new Waiter(20);
            loop.pass(50);
        }
        loop.pass(5_000);

        assertThat(loop.timersFired()).isLessThan(400);
    }

    @Test
    void setsNoTimerForAnEmptyWheel() {
        wheel.remove(new Waiter(10));
        loop.pass(100);
        int fired = loop.timersFired();
        loop.pass(10_000);

        assertThat(loop.timersFired()).isEqualTo(fired);
    }
}
