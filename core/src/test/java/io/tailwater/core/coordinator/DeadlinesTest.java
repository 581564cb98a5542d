package io.tailwater.core.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.coordinator.Deadlines.Deadline;
import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.result.BrokerError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class DeadlinesTest {

    private final Deadlines deadlines = new Deadlines();
    private final List<String> met = new ArrayList<>();

    private Deadline named(String name) {
        return new Deadline(output -> met.add(name + "@" + output.nowMillis()));
    }

    @Example
    void areMetInOrderAndNotBeforeTheirTime() {
        Deadline a = named("a");
        Deadline b = named("b");
        deadlines.set(b, 20);
        deadlines.set(a, 10);
        assertThat(deadlines.nextMillis()).isEqualTo(10);
        deadlines.advance(at(9));
        assertThat(met).isEmpty();
        deadlines.advance(at(20));

        assertThat(met).containsExactly("a@20", "b@20");
        assertThat(deadlines.nextMillis()).isEqualTo(CoordinatorState.NO_DEADLINE);
        assertThat(a.isSet()).isFalse();
    }

    @Example
    void canBePutOffBroughtForwardAndDropped() {
        Deadline late = named("late");
        Deadline early = named("early");
        Deadline dropped = named("dropped");
        deadlines.set(late, 10);
        deadlines.set(early, 100);
        deadlines.set(dropped, 5);
        deadlines.set(late, 50);
        deadlines.set(early, 30);
        deadlines.cancel(dropped);
        deadlines.cancel(dropped);
        assertThat(deadlines.nextMillis()).as("early, but not late").isLessThanOrEqualTo(30);
        deadlines.advance(at(30));
        deadlines.advance(at(49));
        deadlines.advance(at(50));

        assertThat(met).containsExactly("early@30", "late@50");
    }

    @Example
    void canBeSetAgainWhenMet() {
        int[] times = {0};
        Deadline[] self = new Deadline[1];
        self[0] = new Deadline(output -> {
            if (++times[0] < 3) {
                deadlines.set(self[0], output.nowMillis() + 10);
            }
        });
        deadlines.set(self[0], 10);
        for (int now = 10; now <= 100; now += 10) {
            deadlines.advance(at(now));
        }
        assertThat(times[0]).isEqualTo(3);
    }

    @Example
    void areMetSomeAtATime() {
        for (int i = 0; i < 10_000; i++) {
            deadlines.set(named("x"), 10);
        }
        deadlines.advance(at(10));

        assertThat(met).hasSizeBetween(1, 1_000);
        assertThat(deadlines.nextMillis()).isEqualTo(10);
    }

    @Property(tries = 200)
    void behaveAsAListOfTimesWould(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<Integer, Long> model = new HashMap<>();
        List<Deadline> all = new ArrayList<>();
        List<Integer> expected = new ArrayList<>();
        List<Integer> actual = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int number = i;
            all.add(new Deadline(output -> actual.add(number)));
        }
        for (long now = 0; now < 300; now++) {
            int which = random.nextInt(all.size());
            if (random.nextInt(3) == 0) {
                deadlines.cancel(all.get(which));
                model.remove(which);
            } else {
                long due = now + 1 + random.nextInt(40);
                deadlines.set(all.get(which), due);
                model.put(which, due);
            }
            long time = now;
            model.entrySet().removeIf(entry -> {
                if (entry.getValue() <= time) {
                    expected.add(entry.getKey());
                }
                return entry.getValue() <= time;
            });
            long earliest = model.values().stream().mapToLong(due -> due).min().orElse(Long.MAX_VALUE);
            assertThat(deadlines.nextMillis()).isLessThanOrEqualTo(Math.max(now, earliest));
            deadlines.advance(at(now));
            assertThat(actual).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static CoordinatorOutput at(long nowMillis) {
        return new CoordinatorOutput() {
            @Override
            public long nowMillis() {
                return nowMillis;
            }

            @Override
            public void append(CoordinatorRecord record) {
                throw new AssertionError();
            }

            @Override
            public void append(TransactionMarker marker) {
                throw new AssertionError();
            }

            @Override
            public <T> void answer(Reply<T> reply, T value) {
                throw new AssertionError();
            }

            @Override
            public <T> void refuse(Reply<T> reply, BrokerError error) {
                throw new AssertionError();
            }
        };
    }
}
