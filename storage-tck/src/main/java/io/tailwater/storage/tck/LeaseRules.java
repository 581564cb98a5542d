package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.LogSlice;
import io.tailwater.spi.PartitionLog;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Slices of a log of 40 batches in ten segments, kept while their bytes are taken away. */
abstract class LeaseRules extends StorageSuite {

    private static final long NO_LIMIT = Long.MAX_VALUE;

    private final List<ByteBuffer> batches = new ArrayList<>();
    private final List<LogSlice> slices = new ArrayList<>();

    private PartitionLog given(EngineSession session) {
        PartitionLog log = session.openLog();
        batches.addAll(session.appendMany(log, 40, 1000));
        for (int offset = 0; offset < 40; offset += 2) {
            slices.add(session.read(log, offset, 2000, NO_LIMIT));
        }
        return log;
    }

    @AfterEach
    void closeSlices() {
        slices.forEach(LogSlice::close);
    }

    private void assertSlicesUnchanged() {
        for (int i = 0; i < slices.size(); i++) {
            assertThat(TestBatches.split(slices.get(i).toBuffer()))
                    .as("slice at %d", 2 * i)
                    .isEqualTo(batches.subList(2 * i, 2 * i + 2));
        }
    }

    @Test
    void outliveTheDeletionOfTheirSegments() {
        EngineSession session = open();
        PartitionLog log = given(session);

        session.await(log.deleteBefore(40));
        session.appendMany(log, 40, 1000);

        assertSlicesUnchanged();
    }

    @Test
    void outliveTruncationAndWhatIsAppendedAfterIt() {
        EngineSession session = open();
        PartitionLog log = given(session);

        session.await(log.truncateTo(1));
        for (int i = 0; i < 60; i++) {
            session.append(
                    log,
                    TestBatches.at(log.endOffset())
                            .sizeInBytes(1000)
                            .leaderEpoch(1)
                            .seed(99)
                            .build());
        }

        assertSlicesUnchanged();
    }

    @Test
    void outliveTruncationWithinTheLastSegment() {
        EngineSession session = open();
        PartitionLog log = given(session);

        session.await(log.truncateTo(37));
        session.append(
                log,
                TestBatches.at(37).sizeInBytes(2500).leaderEpoch(1).seed(99).build());

        assertSlicesUnchanged();
    }

    @Test
    void outliveTheDeletionOfTheLog() {
        EngineSession session = open();
        given(session);

        session.await(session.storage().delete(EngineSession.LOG));

        assertSlicesUnchanged();
    }

    @Test
    void outliveTheDeletionOfTheLogAndANewOneInItsPlace() {
        EngineSession session = open();
        given(session);

        session.await(session.storage().delete(EngineSession.LOG));
        PartitionLog next = session.openLog(EngineSession.id("orders", 2), EngineSession.SMALL_SEGMENTS);
        for (int i = 0; i < 40; i++) {
            session.append(next, TestBatches.at(i).sizeInBytes(1000).seed(99).build());
        }

        assertSlicesUnchanged();
    }

    @Test
    void outliveTheClosingOfTheLog() {
        given(open()).close();

        assertSlicesUnchanged();
    }

    @Test
    void outliveTheClosingOfTheStorage() {
        EngineSession session = EngineSession.open(storage(), root());
        given(session);

        session.close();

        assertSlicesUnchanged();
    }

    @Test
    void seeNothingOfLaterAppends() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        batches.addAll(session.appendMany(log, 2, 500));
        slices.add(session.read(log, 0, Integer.MAX_VALUE, NO_LIMIT));

        session.appendMany(log, 20, 500);

        assertSlicesUnchanged();
    }

    @Test
    void areGivenBackOnlyOnceHoweverOftenASliceIsClosed() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        batches.addAll(session.appendMany(log, 2, 500));
        LogSlice other = session.read(log, 0, Integer.MAX_VALUE, NO_LIMIT);
        slices.add(session.read(log, 0, Integer.MAX_VALUE, NO_LIMIT));

        for (int i = 0; i < 5; i++) {
            other.close();
        }
        session.await(session.storage().delete(EngineSession.LOG));

        assertSlicesUnchanged();
    }
}
