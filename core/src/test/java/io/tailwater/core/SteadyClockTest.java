package io.tailwater.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SteadyClockTest {

    @Test
    void beginsWithTheClockAndGoesOnWithWhatHasPassed() {
        AtomicReference<Instant> clock = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
        SteadyClock steady = new SteadyClock(clock::get, nanos::get);

        clock.set(Instant.parse("2036-01-01T00:00:00Z"));
        assertThat(steady.instant()).isEqualTo("2026-01-01T00:00:00Z");
        nanos.addAndGet(2_500_000_000L);
        clock.set(Instant.EPOCH);
        assertThat(steady.instant()).isEqualTo("2026-01-01T00:00:02.5Z");
    }
}
