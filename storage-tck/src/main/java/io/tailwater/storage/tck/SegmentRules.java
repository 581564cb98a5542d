package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.LogOptions;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.SegmentInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

abstract class SegmentRules extends StorageSuite {

    private static final LogOptions HOURLY = new LogOptions(1 << 20, 3_600_000, 0);

    /** Whether there is a segment to be written before the first batch comes is the engine's choice. */
    @Test
    void aNewLogHasNothingInItsSegments() {
        assertThat(open().openLog().segments())
                .hasSizeLessThanOrEqualTo(1)
                .allSatisfy(segment -> assertThat(segment).isEqualTo(new SegmentInfo(0, 0, 0, -1, -1, true)));
    }

    @Test
    void rollsBeforeASegmentGrowsPastItsSize() {
        EngineSession session = open();
        PartitionLog log = session.openLog();

        session.appendMany(log, 100, 1000);

        List<SegmentInfo> segments = log.segments();
        assertThat(segments)
                .hasSize(25)
                .allSatisfy(segment -> assertThat(segment.sizeBytes()).isEqualTo(4000));
        assertTiled(log);
    }

    @Test
    void rollsWithinAnAppendOfManyBatches() {
        EngineSession session = open();
        PartitionLog log = session.openLog();

        session.append(
                log,
                TestBatches.concat(IntStream.range(0, 100)
                        .mapToObj(i -> TestBatches.at(i).sizeInBytes(1000).build())
                        .toList()));

        assertThat(log.segments())
                .allSatisfy(segment -> assertThat(segment.sizeBytes()).isLessThanOrEqualTo(4096));
        assertTiled(log);
    }

    @Test
    void givesABatchLargerThanASegmentASegmentOfItsOwn() {
        EngineSession session = open();
        PartitionLog log = session.openLog();

        session.appendMany(log, 1, 100);
        session.appendMany(log, 1, 5000);
        session.appendMany(log, 1, 100);

        assertThat(log.segments()).extracting(SegmentInfo::sizeBytes).containsExactly(100L, 5000L, 100L);
        assertTiled(log);
    }

    @Test
    void rollsWhenTheFirstBatchIsTooOldByTheBatchesOwnTimestamps() {
        EngineSession session = open();
        PartitionLog log = session.openLog(EngineSession.LOG, HOURLY);

        session.append(log, TestBatches.at(0).timestamp(1_000_000).build());
        session.append(log, TestBatches.at(1).timestamp(1_000_000 + 3_000_000).build());
        session.append(log, TestBatches.at(2).timestamp(1_000_000 + 3_700_000).build());
        session.append(
                log,
                TestBatches.at(3).timestamp(1_000_000 + 3_700_000 + 3_000_000).build());
        session.append(log, TestBatches.at(4).timestamp(5).build());
        session.append(
                log,
                TestBatches.at(5).timestamp(1_000_000 + 3_700_000 + 3_700_000).build());

        assertThat(log.segments()).extracting(SegmentInfo::baseOffset).containsExactly(0L, 2L, 5L);
        assertTiled(log);
    }

    @Test
    void tellsTheFirstAndTheLargestTimestampOfEachSegment() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        long[] timestamps = {50, 10, 99, 3, 2, 1, -1, -1, -1, 7};

        for (int i = 0; i < timestamps.length; i++) {
            session.append(
                    log,
                    TestBatches.at(i).sizeInBytes(1300).timestamp(timestamps[i]).build());
        }

        assertThat(log.segments()).extracting(SegmentInfo::firstTimestampMillis).containsExactly(50L, 3L, -1L, 7L);
        assertThat(log.segments()).extracting(SegmentInfo::maxTimestampMillis).containsExactly(99L, 3L, -1L, 7L);
    }

    @Test
    void usesOtherOptionsFromTheNextRollOn() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        session.appendMany(log, 1, 1000);

        log.reconfigure(new LogOptions(10_000, Long.MAX_VALUE, 0));
        List<ByteBuffer> more = session.appendMany(log, 40, 1000);

        assertThat(more).hasSize(40);
        assertThat(log.segments().subList(1, 4))
                .extracting(SegmentInfo::sizeBytes)
                .containsOnly(10_000L);
        assertTiled(log);
    }

    @Test
    void segmentsAreTheSameAfterReopening() {
        onlyIfFilesAreKept();
        EngineSession first = EngineSession.open(storage(), root());
        PartitionLog log = first.openLog();
        first.appendMany(log, 33, 777);
        List<SegmentInfo> before = log.segments();
        first.close();

        assertThat(open().openLog().segments())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("active") // the engine's choice
                .isEqualTo(before);
    }

    private static void assertTiled(PartitionLog log) {
        List<SegmentInfo> segments = log.segments();
        assertThat(segments.get(0).baseOffset()).isEqualTo(log.startOffset());
        for (int i = 1; i < segments.size(); i++) {
            assertThat(segments.get(i).baseOffset())
                    .isEqualTo(segments.get(i - 1).endOffset());
        }
        assertThat(segments.get(segments.size() - 1).endOffset()).isEqualTo(log.endOffset());
        assertThat(log.lastSegmentOffset())
                .isEqualTo(segments.get(segments.size() - 1).baseOffset());
    }
}
