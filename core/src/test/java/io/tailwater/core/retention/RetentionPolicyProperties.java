package io.tailwater.core.retention;

import static io.tailwater.core.retention.Segments.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.SegmentInfo;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RetentionPolicyProperties {

    private record Case(List<SegmentInfo> segments, long retentionMillis, long retentionBytes, long deletableEnd) {

        RetainedLog log() {
            return Segments.log(
                    "any",
                    deletableEnd,
                    "retention.ms",
                    Long.toString(retentionMillis),
                    "retention.bytes",
                    Long.toString(retentionBytes));
        }

        Verdict judge(List<SegmentInfo> left) {
            return RetentionPolicy.judge(log(), left, -1, NOW);
        }
    }

    @Provide
    Arbitrary<Case> cases() {
        Arbitrary<Long> ages = Arbitraries.longs().between(-20, 200);
        Arbitrary<Long> sizes = Arbitraries.longs().between(1, 300);
        Arbitrary<List<long[]>> shapes = Combinators.combine(
                        ages, sizes, Arbitraries.integers().between(0, 9))
                .as((age, size, untimed) -> new long[] {untimed == 0 ? -1 : NOW - age, size})
                .list()
                .ofMinSize(1)
                .ofMaxSize(12);
        return Combinators.combine(
                        shapes,
                        Arbitraries.longs().between(-1, 150),
                        Arbitraries.longs().between(-1, 1500),
                        Arbitraries.longs().between(0, 130))
                .as((shape, millis, bytes, end) -> new Case(segments(shape), millis, bytes, end));
    }

    private static List<SegmentInfo> segments(List<long[]> shapes) {
        List<SegmentInfo> segments = new ArrayList<>();
        for (int i = 0; i < shapes.size(); i++) {
            long at = shapes.get(i)[0];
            segments.add(Segments.segment(i, at, at, shapes.get(i)[1], i == shapes.size() - 1));
        }
        return segments;
    }

    @Property(tries = 500)
    void onlyWhatMayGoAndIsNotToBeKeptGoes(@ForAll("cases") Case example) {
        List<SegmentInfo> segments = example.segments();
        Verdict verdict = example.judge(segments);

        long left = segments.stream().mapToLong(SegmentInfo::sizeBytes).sum();
        for (SegmentInfo gone : segments.subList(0, verdict.segments())) {
            left -= gone.sizeBytes();
            boolean expired =
                    example.retentionMillis() >= 0 && gone.maxTimestampMillis() < NOW - example.retentionMillis();
            boolean tooMuch = example.retentionBytes() >= 0 && left >= example.retentionBytes();
            assertThat(expired || tooMuch).isTrue();
            assertThat(gone.endOffset()).isLessThanOrEqualTo(example.deletableEnd());
        }
        assertThat(verdict.bytes())
                .isEqualTo(segments.subList(0, verdict.segments()).stream()
                        .mapToLong(SegmentInfo::sizeBytes)
                        .sum());
    }

    @Property(tries = 500)
    void whatIsLeftIsToBeKept(@ForAll("cases") Case example) {
        Verdict verdict = example.judge(example.segments());

        List<SegmentInfo> left = example.segments()
                .subList(verdict.segments(), example.segments().size());

        assertThat(left.isEmpty() || !example.judge(left).deletes()).isTrue();
    }

    @Property(tries = 200)
    void aLongerRetentionNeverDeletesMore(@ForAll("cases") Case example) {
        long millis = example.retentionMillis();
        Case longer = new Case(
                example.segments(), millis < 0 ? -1 : millis + 10, example.retentionBytes(), example.deletableEnd());

        assertThat(longer.judge(example.segments()).segments())
                .isLessThanOrEqualTo(example.judge(example.segments()).segments());
    }
}
