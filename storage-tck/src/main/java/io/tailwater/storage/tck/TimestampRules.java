package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.BatchReference;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.PartitionLog;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

abstract class TimestampRules extends StorageSuite {

    /** Appends a batch of two records for each timestamp, which is its largest. */
    private static LogModel append(EngineSession session, PartitionLog log, long... timestamps) {
        LogModel model = new LogModel();
        for (long timestamp : timestamps) {
            ByteBuffer batch = TestBatches.at(log.endOffset())
                    .records(2)
                    .timestamps(timestamp, -1)
                    .sizeInBytes(400)
                    .build();
            session.append(log, batch);
            model.append(batch);
        }
        return model;
    }

    @Test
    void anEmptyLogHasNoTimestamps() {
        PartitionLog log = open().openLog();

        assertThat(log.firstBatchAtOrAfter(0)).isEmpty();
        assertThat(log.firstBatchAtOrAfter(Long.MIN_VALUE)).isEmpty();
        assertThat(log.batchWithLargestTimestamp()).isEmpty();
    }

    @Test
    void findsTheFirstBatchWhoseLargestTimestampIsLateEnough() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        append(session, log, 100, 200, 300);

        assertThat(log.firstBatchAtOrAfter(-5)).contains(new BatchReference(0, 1, 100));
        assertThat(log.firstBatchAtOrAfter(100)).contains(new BatchReference(0, 1, 100));
        assertThat(log.firstBatchAtOrAfter(101)).contains(new BatchReference(2, 3, 200));
        assertThat(log.firstBatchAtOrAfter(300)).contains(new BatchReference(4, 5, 300));
        assertThat(log.firstBatchAtOrAfter(301)).isEmpty();
        assertThat(log.batchWithLargestTimestamp()).contains(new BatchReference(4, 5, 300));
    }

    @Test
    void findsTheFirstOfEqualTimestamps() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        append(session, log, 100, 300, 300, 300, 200, 300);

        assertThat(log.firstBatchAtOrAfter(300)).contains(new BatchReference(2, 3, 300));
        assertThat(log.batchWithLargestTimestamp()).contains(new BatchReference(2, 3, 300));
    }

    @Test
    void findsTheFirstOfEqualTimestampsOverManySegments() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        long[] timestamps = new long[60];
        Arrays.fill(timestamps, 7);
        append(session, log, timestamps);

        assertThat(log.segments()).hasSizeGreaterThan(4);
        assertThat(log.firstBatchAtOrAfter(7)).contains(new BatchReference(0, 1, 7));
        assertThat(log.batchWithLargestTimestamp()).contains(new BatchReference(0, 1, 7));
    }

    @Test
    void findsBatchesOfTimestampsThatGoBack() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        append(session, log, 500, 100, 400, 600, 200, 550);

        assertThat(log.firstBatchAtOrAfter(150)).contains(new BatchReference(0, 1, 500));
        assertThat(log.firstBatchAtOrAfter(501)).contains(new BatchReference(6, 7, 600));
        assertThat(log.batchWithLargestTimestamp()).contains(new BatchReference(6, 7, 600));
    }

    @Test
    void findsBatchesWithoutTimestamps() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        append(session, log, -1, -1, 5);

        assertThat(log.firstBatchAtOrAfter(-1)).contains(new BatchReference(0, 1, -1));
        assertThat(log.firstBatchAtOrAfter(0)).contains(new BatchReference(4, 5, 5));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, 4096, 1 << 20})
    void findsWhatAPlainSearchFindsWithAnyIndexInterval(int indexIntervalBytes) {
        EngineSession session = open();
        PartitionLog log =
                session.openLog(EngineSession.LOG, new LogOptions(20_000, Long.MAX_VALUE, indexIntervalBytes));
        LogModel model = append(session, log, wandering(300));

        assertLookups(log, model);
    }

    @Test
    void findsTheSameAfterDeletingTruncatingAndReopening() {
        EngineSession session = storage().keepsFiles() ? EngineSession.open(storage(), root()) : open();
        PartitionLog log = session.openLog();
        LogModel model = append(session, log, wandering(200));
        session.await(log.deleteBefore(100));
        model.deleteBefore(100);
        assertLookups(log, model);
        session.await(log.truncateTo(300));
        model.truncateTo(300, 300);
        assertLookups(log, model);

        if (storage().keepsFiles()) {
            session.close();
            assertLookups(open().openLog(), model);
        }
    }

    /** Timestamps that rise in the long run and often go back. */
    private static long[] wandering(int count) {
        SplittableRandom random = new SplittableRandom(42);
        long[] timestamps = new long[count];
        for (int i = 0; i < count; i++) {
            timestamps[i] = i * 10L + random.nextInt(-200, 200);
        }
        return timestamps;
    }

    private static void assertLookups(PartitionLog log, LogModel model) {
        assertThat(log.batchWithLargestTimestamp()).isEqualTo(model.batchWithLargestTimestamp());
        for (long timestamp = -250; timestamp < 3300; timestamp += 7) {
            assertThat(log.firstBatchAtOrAfter(timestamp))
                    .as("first batch at or after %d", timestamp)
                    .isEqualTo(model.firstBatchAtOrAfter(timestamp));
        }
    }
}
