package io.tailwater.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;

class ScheduleTest {

    @Property
    void countsWhatIsDueBefore(
            @ForAll @DoubleRange(min = 0.1, max = 1e6) double rate,
            @ForAll @LongRange(min = 0, max = 100_000) long request) {
        Schedule schedule = new Schedule(5_000, rate);
        long due = schedule.dueNanos(request);

        assertThat(schedule.countBefore(due)).isBetween(request, request + 1);
        assertThat(schedule.countBefore(due + 2)).isGreaterThanOrEqualTo(request + 1);
    }
}
