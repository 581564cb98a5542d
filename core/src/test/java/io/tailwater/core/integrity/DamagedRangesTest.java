package io.tailwater.core.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DamagedRangesTest {

    private final DamagedRanges ranges = new DamagedRanges();

    @Test
    void holdsNothingUntilSomethingIsFound() {
        assertThat(ranges.at(0)).isNull();
        assertThat(ranges.after(-1)).isNull();
        assertThat(ranges.list()).isEmpty();
    }

    @Test
    void knowsWhichOffsetsAreDamagedAndWhereTheNextOnesAre() {
        ranges.add(range(10, 20));
        ranges.add(range(30, 31));

        assertThat(ranges.at(9)).isNull();
        assertThat(ranges.at(10)).isEqualTo(range(10, 20));
        assertThat(ranges.at(19)).isEqualTo(range(10, 20));
        assertThat(ranges.at(20)).isNull();
        assertThat(ranges.after(5)).isEqualTo(range(10, 20));
        assertThat(ranges.after(10)).isEqualTo(range(30, 31));
        assertThat(ranges.after(30)).isNull();
    }

    @Test
    void saysWhetherARangeIsNews() {
        assertThat(ranges.add(range(10, 20))).isTrue();
        assertThat(ranges.add(range(10, 20))).isFalse();
        assertThat(ranges.add(range(12, 15))).isFalse();
        assertThat(ranges.add(range(15, 25))).isTrue();
        assertThat(ranges.list()).singleElement().satisfies(range -> {
            assertThat(range.fromOffset()).isEqualTo(10);
            assertThat(range.toOffset()).isEqualTo(25);
        });
    }

    @Test
    void forgetsWhatIsWhollyGone() {
        ranges.add(range(10, 20));
        ranges.add(range(30, 40));

        assertThat(ranges.forget(0, 15)).isFalse();
        assertThat(ranges.forget(0, 20)).isTrue();
        assertThat(ranges.list()).containsExactly(range(30, 40));
    }

    @Test
    void staysBoundedHoweverMuchIsDamaged() {
        for (int i = 0; i < 3 * DamagedRanges.MAX_RANGES; i++) {
            ranges.add(range(10L * i, 10L * i + 1));
        }

        assertThat(ranges.list()).hasSize(DamagedRanges.MAX_RANGES);
        for (int i = 0; i < 3 * DamagedRanges.MAX_RANGES; i++) {
            assertThat(ranges.at(10L * i)).as("offset %d", 10L * i).isNotNull();
        }
    }

    private static DamagedRange range(long from, long to) {
        return new DamagedRange(from, to, "test");
    }
}
