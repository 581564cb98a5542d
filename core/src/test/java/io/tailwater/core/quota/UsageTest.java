package io.tailwater.core.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class UsageTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Offset<Double> CLOSELY = Offset.offset(1e-6);

    private final Usage usage = new Usage(0);

    @Test
    void risesWithWhatIsDoneAndSinksByWhatIsAllowed() {
        assertThat(usage.add(50, 10, 0)).isEqualTo(5.0);
        assertThat(usage.add(10, 10, 2 * SECOND)).isEqualTo(4.0);
        assertThat(usage.add(0, 10, 5 * SECOND)).isEqualTo(1.0);
        assertThat(usage.forgettable(5 * SECOND)).isFalse();
        assertThat(usage.forgettable(6 * SECOND)).isTrue();
        assertThat(usage.add(7, 10, 100 * SECOND))
                .as("idle time is not saved up")
                .isEqualTo(0.7);
    }

    @Test
    void remembersAmountsNotTimesWhenTheQuotaChanges() {
        usage.add(50, 10, 0);
        assertThat(usage.add(0, 5, 0)).isEqualTo(10.0);
        assertThat(usage.add(0, 100, 0)).isEqualTo(0.5);
    }

    @Test
    void countsNothingThatMayNotBeDone() {
        usage.add(50, 10, 0);
        assertThat(usage.addIf((before, after) -> after <= 5, 1, 10, 0)).isEqualTo(5.0);
        assertThat(usage.add(0, 10, 0)).isEqualTo(5.0);
        assertThat(usage.addIf((before, after) -> before <= 5, 70, 10, 0)).isEqualTo(5.0);
        assertThat(usage.add(0, 10, 0)).isEqualTo(12.0);
    }

    @Test
    void forgetsADebtInTenMinutesHoweverLarge() {
        usage.add(1e18, 1, 0);
        assertThat(usage.add(0, 1, 0)).isEqualTo(600.0);
        assertThat(usage.add(0, 1, 600 * SECOND)).isZero();
    }

    @Test
    void takesAClockThatIsReadTooEarlyForNoTimeAtAll() {
        usage.add(50, 10, 10 * SECOND);
        assertThat(usage.add(0, 10, 9 * SECOND)).isEqualTo(5.0);
        assertThat(usage.add(0, 10, 11 * SECOND)).isEqualTo(4.0);
    }

    @Test
    void agreesWithALevelThatIsKeptTickByTick() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        double level = 0;
        long now = 0;
        for (int i = 0; i < 20_000; i++) {
            long passed = random.nextInt(3) == 0 ? random.nextInt(2_000_000_000) : random.nextInt(10_000_000);
            now += passed;
            level = Math.max(0, level - 100 * (passed / (double) SECOND));
            int amount = random.nextInt(60);
            boolean may = level / 100 <= 3;
            double before = usage.addIf((seconds, after) -> seconds <= 3, amount, 100, now);
            assertThat(before).as("seed %d, step %d", seed, i).isCloseTo(level / 100, CLOSELY);
            level += may ? amount : 0;
        }
    }

    @Test
    void losesNothingWhenManyThreadsAddAtOnce() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(new Thread(() -> {
                for (int i = 0; i < 100_000; i++) {
                    usage.add(1, 1_000_000, 0);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(usage.add(0, 1_000_000, 0)).isCloseTo(0.4, CLOSELY);
    }
}
