package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.LogOptions;
import io.tailwater.spi.LogSlice;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.ReadResult;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.spi.StorageException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * One writer and several readers on real threads. A seed fixes what the writer does, not how the threads meet: a failure
 * names the seed, and may need more than one run to come back.
 */
public abstract class ConcurrencyContract extends EndingRules {

    private static final int READERS = 3;
    private static final int BATCHES = 6000;
    private static final LogOptions OPTIONS = new LogOptions(32 * 1024, Long.MAX_VALUE, 1024);

    /** What is appended at an offset follows from the offset and the epoch, so that readers know it without asking. */
    private static ByteBuffer batch(long offset, int epoch) {
        return TestBatches.at(offset)
                .sizeInBytes(130 + (int) (offset * 31 % 700))
                .leaderEpoch(epoch)
                .timestamp(offset)
                .build();
    }

    @Test
    void readersSeeWholeBatchesInOrderWithoutGaps() {
        Seeds.each(2, seed -> {
            EngineSession session = open();
            PartitionLog log = session.openLog(EngineSession.id("orders-" + seed, 1), OPTIONS);
            SplittableRandom random = new SplittableRandom(seed);

            together(seed, times(READERS, () -> follow(session, log)), () -> {
                while (log.endOffset() < BATCHES) {
                    long next = log.endOffset();
                    List<ByteBuffer> batches = new ArrayList<>();
                    for (int i = random.nextInt(8); i >= 0; i--) {
                        batches.add(batch(next + batches.size(), 0));
                    }
                    session.append(log, TestBatches.concat(batches));
                }
            });
            closeNow(session);
        });
    }

    private Step follow(EngineSession session, PartitionLog log) {
        AtomicLong next = new AtomicLong();
        return random -> {
            long end = log.endOffset();
            try (LogSlice slice = session.read(log, next.get(), 1 + random.nextInt(20_000), Long.MAX_VALUE)) {
                List<ByteBuffer> batches = TestBatches.split(slice.toBuffer());
                assertThat(batches.isEmpty() && next.get() < end)
                        .as("nothing to read at %d, before the end %d", next.get(), end)
                        .isFalse();
                for (ByteBuffer found : batches) {
                    assertThat(found.equals(batch(next.get(), 0)))
                            .as("batch at %d is as it was appended", next.get())
                            .isTrue();
                    next.incrementAndGet();
                }
            }
            assertThat(log.endOffset()).as("the end of what was read").isGreaterThanOrEqualTo(next.get());
            return next.get() < BATCHES;
        };
    }

    @Test
    void leasedBytesStayWhileTheWriterDeletesAndTruncates() {
        Seeds.each(2, seed -> {
            EngineSession session = open();
            PartitionLog log = session.openLog(EngineSession.id("orders-" + seed, 1), OPTIONS);
            SplittableRandom random = new SplittableRandom(seed);
            AtomicBoolean done = new AtomicBoolean();

            together(seed, times(READERS, () -> holdLeases(session, log, done)), () -> {
                int epoch = 0;
                for (int i = 0; i < BATCHES; i++) {
                    session.append(log, batch(log.endOffset(), epoch));
                    if (random.nextInt(100) == 0) {
                        long back = random.nextLong(Math.min(200, log.endOffset() - log.startOffset()) + 1);
                        session.await(log.truncateTo(log.endOffset() - back));
                        epoch++;
                    } else if (random.nextInt(100) == 0) {
                        log.roll();
                    } else if (random.nextInt(100) == 0) {
                        session.await(log.deleteBefore(Math.max(log.startOffset(), log.endOffset() - 300)));
                    }
                }
                done.set(true);
            });
            closeNow(session);
        });
    }

    private record Held(LogSlice slice, ByteBuffer bytes) {}

    /** Keeps a few slices open, and checks that what they give when they are closed is what they gave at first. */
    private Step holdLeases(EngineSession session, PartitionLog log, AtomicBoolean done) {
        Deque<Held> held = new ArrayDeque<>();
        return random -> {
            long from = random.nextLong(log.startOffset(), Math.max(log.startOffset(), log.endOffset()) + 1);
            ReadResult result = session.await(log.read(from, 10_000, Long.MAX_VALUE));
            if (result instanceof LogSlice slice) {
                ByteBuffer bytes = slice.toBuffer();
                assertWhole(bytes);
                held.add(new Held(slice, bytes));
            }
            boolean again = !done.get();
            while (held.size() > (again ? 12 : 0)) {
                Held oldest = held.remove();
                assertThat(oldest.slice().toBuffer().equals(oldest.bytes()))
                        .as("a leased slice is unchanged")
                        .isTrue();
                oldest.slice().close();
            }
            return again;
        };
    }

    private static void assertWhole(ByteBuffer bytes) {
        long last = -1;
        for (ByteBuffer batch : TestBatches.split(bytes)) {
            long offset = RecordBatchHeader.baseOffset(batch, 0);
            assertThat(last < 0 || offset == last + 1)
                    .as("offsets without gaps")
                    .isTrue();
            assertThat(batch.equals(batch(offset, RecordBatchHeader.leaderEpoch(batch, 0))))
                    .as("batch at %d is one that was appended", offset)
                    .isTrue();
            last = offset;
        }
    }

    @Test
    void flushesFromSeveralThreadsReachWhatWasAppendedBefore() {
        EngineSession session = open();
        PartitionLog log = session.openLog(EngineSession.LOG, OPTIONS);
        Step flush = random -> {
            long end = log.endOffset();
            assertThat(session.await(log.flush())).isGreaterThanOrEqualTo(end);
            assertThat(log.durableOffset()).isGreaterThanOrEqualTo(end);
            return end < BATCHES / 2;
        };

        together(0, times(READERS, () -> flush), () -> {
            while (log.endOffset() < BATCHES / 2) {
                session.append(log, batch(log.endOffset(), 0));
            }
        });
    }

    @Test
    void lookUpsGoOnWhileTheWriterRollsAndDeletes() {
        EngineSession session = open();
        PartitionLog log = session.openLog(EngineSession.LOG, OPTIONS);
        AtomicBoolean done = new AtomicBoolean();
        Step lookUp = random -> {
            long start = log.startOffset();
            long timestamp = random.nextLong(start, log.endOffset() + 1);
            log.firstBatchAtOrAfter(timestamp)
                    .ifPresent(found -> assertThat(found.baseOffset()).isGreaterThanOrEqualTo(timestamp));
            log.batchWithLargestTimestamp()
                    .ifPresent(found -> assertThat(found.lastOffset()).isGreaterThanOrEqualTo(start));
            log.segments()
                    .forEach(segment -> assertThat(segment.endOffset()).isGreaterThanOrEqualTo(segment.baseOffset()));
            return !done.get();
        };

        together(0, times(2, () -> lookUp), () -> {
            for (int i = 0; i < BATCHES; i++) {
                session.append(log, batch(log.endOffset(), 0));
                if (i % 200 == 199) {
                    session.await(log.deleteBefore(log.endOffset() - 100));
                }
            }
            done.set(true);
        });
    }

    @Test
    void readsEndWithBytesOrAWordWhenTheLogIsClosedOrDeleted() {
        Seeds.each(20, seed -> {
            EngineSession session = open();
            PartitionLog log = session.openLog(EngineSession.id("orders-" + seed, 1), OPTIONS);
            for (int i = 0; i < 200; i++) {
                session.append(log, batch(i, 0));
            }
            Step read = random -> {
                try {
                    if (session.await(log.read(random.nextInt(200), 5000, Long.MAX_VALUE)) instanceof LogSlice slice) {
                        assertWhole(slice.toBuffer());
                        slice.close();
                    }
                    return true;
                } catch (StorageException e) {
                    assertThat(e.kind()).isEqualTo(StorageException.Kind.CLOSED);
                    return false;
                }
            };

            together(seed, times(READERS, () -> read), () -> {
                if (seed % 2 == 0) {
                    log.close();
                } else {
                    session.await(session.storage().delete(log.id()));
                }
            });
            closeNow(session);
        });
    }
}
