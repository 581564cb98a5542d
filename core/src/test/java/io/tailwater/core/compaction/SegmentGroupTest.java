package io.tailwater.core.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.SegmentInfo;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentGroupTest {

    private static SegmentInfo segment(long base, long end, long bytes) {
        return new SegmentInfo(base, end, bytes, 0, 0, false);
    }

    @Test
    void joinsNeighboursAsLongAsTheyAreNoLargerThanASegment() {
        assertThat(SegmentGroup.of(
                        List.of(
                                segment(0, 10, 400),
                                segment(10, 20, 500),
                                segment(20, 30, 200),
                                segment(30, 40, 2_000),
                                segment(40, 50, 1)),
                        1_000))
                .containsExactly(
                        new SegmentGroup(0, 20, 900, 2),
                        new SegmentGroup(20, 30, 200, 1),
                        new SegmentGroup(30, 40, 2_000, 1),
                        new SegmentGroup(40, 50, 1, 1));
        assertThat(SegmentGroup.of(List.of(), 1_000)).isEmpty();
    }

    @Test
    void joinsNoMoreOffsetsThanASegmentCanHave() {
        long far = Integer.MAX_VALUE;

        assertThat(SegmentGroup.of(List.of(segment(0, far, 1), segment(far, far + 1, 1)), 1_000))
                .hasSize(2);
    }
}
