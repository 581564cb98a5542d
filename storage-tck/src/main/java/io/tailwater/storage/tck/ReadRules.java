package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.LogSlice;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.ReadResult;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On ten batches of 5 records and 200 bytes each, all in one segment. */
abstract class ReadRules extends StorageSuite {

    private static final long NO_LIMIT = Long.MAX_VALUE;

    private final List<ByteBuffer> batches = IntStream.range(0, 10)
            .mapToObj(i -> TestBatches.at(i * 5L).records(5).sizeInBytes(200).build())
            .toList();

    private record Given(EngineSession session, PartitionLog log) {}

    private Given given() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        session.append(log, TestBatches.concat(batches));
        return new Given(session, log);
    }

    private static List<ByteBuffer> read(Given given, long from, int maxBytes, long limit) {
        try (LogSlice slice = given.session().read(given.log(), from, maxBytes, limit)) {
            return TestBatches.split(slice.toBuffer());
        }
    }

    @BeforeEach
    void fitsASegment() {
        assertThat(batches.size() * 200).isLessThan(EngineSession.SMALL_SEGMENTS.segmentBytes());
    }

    @Test
    void beginsWithTheBatchThatHoldsTheOffset() {
        Given given = given();

        for (int offset = 0; offset < 50; offset++) {
            assertThat(read(given, offset, 200, NO_LIMIT)).containsExactly(batches.get(offset / 5));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 399, 400, 401, 1999, 2000, Integer.MAX_VALUE})
    void givesAsManyWholeBatchesAsFit(int maxBytes) {
        assertThat(read(given(), 0, maxBytes, NO_LIMIT)).isEqualTo(batches.subList(0, Math.min(10, maxBytes / 200)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 61, 199})
    void givesTheFirstBatchEvenIfItIsLarger(int maxBytes) {
        assertThat(read(given(), 12, maxBytes, NO_LIMIT)).containsExactly(batches.get(2));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 6, 44, 45, 46, 50, 51})
    void givesNoBatchThatBeginsAtOrPastTheLimit(int limit) {
        List<ByteBuffer> below = batches.subList(0, Math.min(10, (limit + 4) / 5));

        assertThat(read(given(), 0, Integer.MAX_VALUE, limit)).isEqualTo(below);
    }

    @Test
    void givesNothingWhenTheLimitIsAtOrBelowTheFirstBatch() {
        Given given = given();

        assertThat(read(given, 20, 1000, 20)).isEmpty();
        assertThat(read(given, 22, 1000, 20)).isEmpty();
        assertThat(read(given, 20, 1000, 3)).isEmpty();
        assertThat(read(given, 20, 1, 0)).isEmpty();
    }

    @Test
    void givesAnEmptySliceAtTheEnd() {
        Given given = given();

        try (LogSlice slice = given.session().read(given.log(), 50, 1000, NO_LIMIT)) {
            assertThat(slice.size()).isZero();
            assertThat(slice.toBuffer().hasRemaining()).isFalse();
        }
    }

    @Test
    void saysWhatIsThereWhenTheOffsetIsOutOfRange() {
        Given given = given();
        given.session().await(given.log().deleteBefore(7));
        PartitionLog log = given.log();

        for (long offset : new long[] {-1, 0, 6, 51, Long.MAX_VALUE}) {
            assertThat(given.session().await(log.read(offset, 1000, NO_LIMIT)))
                    .as("read at %d", offset)
                    .isEqualTo(new ReadResult.OutOfRange(7, 50));
        }
    }

    @Test
    void givesAnEmptySliceOfANewLog() {
        EngineSession session = open();

        try (LogSlice slice = session.read(session.openLog(), 0, 1000, NO_LIMIT)) {
            assertThat(slice.size()).isZero();
        }
    }

    @Test
    void readsAcrossSegments() {
        Given given = given();
        List<ByteBuffer> more = given.session().appendMany(given.log(), 40, 1500);

        assertThat(given.log().segments()).hasSizeGreaterThan(10);
        for (int i = 0; i < more.size(); i++) {
            assertThat(given.session().readFrom(given.log(), 50 + i)).isEqualTo(more.subList(i, more.size()));
        }
    }

    @Test
    void copiesAnyPartOfASlice() {
        Given given = given();
        ByteBuffer whole = TestBatches.concat(batches);

        try (LogSlice slice = given.session().read(given.log(), 0, Integer.MAX_VALUE, NO_LIMIT)) {
            ByteBuffer part = ByteBuffer.allocate(300).position(10).limit(110);
            slice.copyTo(150, part);
            ByteBuffer tail = ByteBuffer.allocate(300);
            slice.copyTo(1990, tail);

            assertThat(slice.size()).isEqualTo(2000);
            assertThat(part.position()).isEqualTo(110);
            assertThat(part.limit()).isEqualTo(110);
            assertThat(part.slice(10, 100)).isEqualTo(whole.slice(150, 100));
            assertThat(tail.position()).isEqualTo(10);
            assertThat(tail.slice(0, 10)).isEqualTo(whole.slice(1990, 10));
        }
    }
}
