package io.tailwater.core.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OffsetMapTest {

    @Test
    void hasTheLastOffsetOfEachKeyAsAMapWould() {
        SplittableRandom random = new SplittableRandom(11);
        OffsetMap map = new OffsetMap(1 << 20);
        for (int round = 0; round < 3; round++) {
            map.clear(round == 1 ? 100_000 : 5_000);
            Map<Long, Long> expected = new HashMap<>();
            for (long offset = 0; offset < 20_000; offset++) {
                long key = random.nextLong(5_000) * 0x9E3779B97F4A7C15L;
                assertThat(map.put(key, ~key, offset)).isTrue();
                expected.put(key, offset);
            }
            expected.forEach((key, offset) -> assertThat(map.get(key, ~key)).isEqualTo(offset));
            assertThat(map.size()).isEqualTo(expected.size());
            assertThat(map.get(1, 1)).isEqualTo(-1);
        }
    }

    @Test
    void tellsKeysApartThatShareASlot() {
        OffsetMap map = new OffsetMap(0);
        map.clear(16);

        for (int i = 0; i < 8; i++) {
            assertThat(map.put(16L * i, 7, i)).isTrue();
        }

        for (int i = 0; i < 8; i++) {
            assertThat(map.get(16L * i, 7)).isEqualTo(i);
        }
        assertThat(map.get(0, 8)).isEqualTo(-1);
    }

    @Test
    void takesNoNewKeyWhenItIsFullAndStillNotesThoseItHas() {
        OffsetMap map = new OffsetMap(240);
        map.clear(1_000_000);
        int taken = 0;
        while (map.put(taken, taken, taken)) {
            taken++;
        }

        assertThat(taken).isEqualTo(map.capacity()).isLessThan(16);
        assertThat(map.put(0, 0, 99)).isTrue();
        assertThat(map.get(0, 0)).isEqualTo(99);
        assertThat(map.get(taken, taken)).isEqualTo(-1);
    }

    @Test
    void takesFewerKeysOrMoreOnceItsLimitIsAnother() {
        OffsetMap map = new OffsetMap(1 << 20);
        map.clear(1_000_000);

        map.limit(2_400);
        map.clear(1_000_000);
        int taken = 0;
        while (map.put(taken, taken, taken)) {
            taken++;
        }
        assertThat(taken).isEqualTo(map.capacity()).isBetween(70, 100);

        map.limit(24_000);
        map.clear(1_000_000);
        assertThat(map.capacity()).isBetween(700, 1_000);
        assertThat(map.get(1, 1)).isEqualTo(-1);
    }
}
