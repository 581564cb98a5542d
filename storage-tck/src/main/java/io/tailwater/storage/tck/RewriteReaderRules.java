package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tailwater.spi.LogOptions;
import io.tailwater.spi.LogSlice;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.ReadResult;
import io.tailwater.spi.RecordBatchHeader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Readers, a writer and somebody who compacts, on real threads. */
abstract class RewriteReaderRules extends ConcurrentSuite {

    private static final long BATCHES = 4000;
    private static final LogOptions OPTIONS = new LogOptions(16 * 1024, Long.MAX_VALUE, 1024);

    /** Every third stays, whatever is compacted. */
    private static boolean stays(long offset) {
        return offset % 3 == 0;
    }

    private static ByteBuffer batch(long offset) {
        return TestBatches.at(offset)
                .sizeInBytes(130 + (int) (offset * 31 % 700))
                .timestamp(offset)
                .build();
    }

    @Test
    void readersMissNothingThatStaysWhileSegmentsAreRewritten() {
        assumeTrue(storage().rewrites(), "this engine cannot rewrite segments");
        Seeds.each(2, seed -> {
            EngineSession session = open();
            PartitionLog log = session.openLog(EngineSession.id("compacted-" + seed, 1), OPTIONS);
            SplittableRandom random = new SplittableRandom(seed);
            AtomicBoolean done = new AtomicBoolean();
            AtomicLong rewritten = new AtomicLong();

            together(
                    seed,
                    List.of(
                            readAgainAndAgain(session, log, done),
                            readAgainAndAgain(session, log, done),
                            rewriteSegments(log, done, rewritten)),
                    () -> {
                        // A machine with much else to do may not have got to a rewrite by then.
                        while (log.endOffset() < BATCHES || (rewritten.get() == 0 && log.endOffset() < 100 * BATCHES)) {
                            session.append(log, batch(log.endOffset()));
                            if (random.nextInt(200) == 0) {
                                session.await(log.deleteBefore(Math.max(log.startOffset(), log.endOffset() - 1500)));
                            }
                        }
                        done.set(true);
                    });

            assertThat(rewritten).hasPositiveValue();
            closeNow(session);
        });
    }

    private static Step rewriteSegments(PartitionLog log, AtomicBoolean done, AtomicLong rewritten) {
        return random -> {
            List<ByteBuffer> all = LongStream.range(log.startOffset(), log.endOffset())
                    .mapToObj(RewriteReaderRules::batch)
                    .toList();
            Rewrites.choose(log, all, random, batch -> stays(RecordBatchHeader.baseOffset(batch, 0)))
                    .ifPresent(plan -> rewritten.addAndGet(Rewrites.run(log, plan) ? 1 : 0));
            return !done.get();
        };
    }

    /** From some offset to the end as it was: every batch that stays is there, as it was appended. */
    private static Step readAgainAndAgain(EngineSession session, PartitionLog log, AtomicBoolean done) {
        return random -> {
            long end = log.endOffset();
            long next = Math.min(end, log.startOffset() + random.nextInt(1000));
            while (next < end) {
                ReadResult result = session.await(log.read(next, 1 + random.nextInt(20_000), Long.MAX_VALUE));
                if (result instanceof LogSlice slice) {
                    next = afterChecked(slice, next);
                } else {
                    assertThat(log.startOffset()).as("deleted since").isGreaterThan(next);
                    break;
                }
            }
            return !done.get();
        };
    }

    /** @return the offset after the slice */
    private static long afterChecked(LogSlice slice, long from) {
        long next = from;
        try (slice) {
            for (ByteBuffer found : TestBatches.split(slice.toBuffer())) {
                long offset = RecordBatchHeader.baseOffset(found, 0);
                assertThat(LongStream.range(next, offset).filter(RewriteReaderRules::stays))
                        .as("batches that stay, between %d and %d", next, offset)
                        .isEmpty();
                assertThat(found.equals(batch(offset)))
                        .as("batch at %d is as it was appended", offset)
                        .isTrue();
                next = offset + 1;
            }
        }
        return next;
    }
}
