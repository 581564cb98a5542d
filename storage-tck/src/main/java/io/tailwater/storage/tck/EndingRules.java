package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.StorageException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Logs that end, by closing or deletion, while others checkpoint, flush, open or end the storage. */
abstract class EndingRules extends RewriteReaderRules {

    private static final int LOGS = 3;
    private static final int ROUNDS = 60;
    private static final LogOptions OPTIONS = new LogOptions(8 * 1024, Long.MAX_VALUE, 1024);

    /** A log's name, what it should hold, and how often it was deleted. Owned by one thread at a time. */
    private static final class Life {

        private final String topic;
        private final List<ByteBuffer> batches = new ArrayList<>();
        private int incarnation;

        Life(String topic) {
            this.topic = topic;
        }

        LogId id() {
            return EngineSession.id(topic, incarnation);
        }

        /** Opens the log, appends, and sees that it holds everything. */
        PartitionLog open(EngineSession session, SplittableRandom random) {
            PartitionLog log = session.openLog(id(), OPTIONS);
            for (int i = random.nextInt(1, 20); i > 0; i--) {
                ByteBuffer batch = TestBatches.at(log.endOffset())
                        .sizeInBytes(200 + random.nextInt(900))
                        .build();
                session.append(log, batch);
                batches.add(batch);
            }
            session.assertHolds(log, batches);
            return log;
        }

        /** Opens the log, then closes or deletes it. */
        void end(EngineSession session, SplittableRandom random) {
            PartitionLog log = open(session, random);
            if (random.nextInt(4) > 0) {
                log.close();
                return;
            }
            session.await(session.storage().delete(id()));
            batches.clear();
            incarnation++;
        }
    }

    private static List<Life> lives(long seed) {
        return IntStream.range(0, LOGS)
                .mapToObj(number -> new Life("orders-" + seed + "-" + number))
                .toList();
    }

    @Test
    void checkpointsSucceedWhileLogsAreClosedOpenedAndDeleted() {
        Seeds.each(3, seed -> {
            EngineSession session = open();
            AtomicInteger ended = new AtomicInteger();
            List<Step> steps = new ArrayList<>();
            for (Life life : lives(seed)) {
                AtomicInteger rounds = new AtomicInteger();
                steps.add(random -> {
                    boolean again = false;
                    try {
                        life.end(session, random);
                        again = rounds.incrementAndGet() < ROUNDS;
                    } finally {
                        if (!again) {
                            ended.incrementAndGet();
                        }
                    }
                    return again;
                });
            }

            together(seed, steps, () -> {
                while (ended.get() < LOGS) {
                    session.await(session.storage().checkpoint());
                }
            });
            closeNow(session);
        });
    }

    @Test
    void aStorageClosedWhileItsLogsCloseAndOpenIsClosedCleanly() {
        onlyIfFilesAreKept();
        Seeds.each(20, seed -> {
            EngineSession session = open();
            List<Life> lives = lives(seed);
            AtomicInteger opened = new AtomicInteger();
            List<Step> steps = new ArrayList<>();
            for (Life life : lives) {
                steps.add(random -> {
                    try {
                        PartitionLog log = life.open(session, random);
                        opened.incrementAndGet();
                        log.close();
                        return true;
                    } catch (StorageException e) {
                        assertThat(e.kind()).isEqualTo(StorageException.Kind.CLOSED);
                        return false;
                    }
                });
            }

            together(seed, steps, () -> {
                while (opened.get() < 10) {
                    Thread.onSpinWait();
                }
                session.storage().close();
            });
            closeNow(session);

            EngineSession again = open();
            assertThat(again.storage().cleanlyClosed()).as("closed cleanly").isTrue();
            for (Life life : lives) {
                PartitionLog log = again.openLog(life.id(), OPTIONS);
                assertThat(log.recovery().clean()).as("found as it was left").isTrue();
                again.assertHolds(log, life.batches);
            }
            closeNow(again);
        });
    }

    @Test
    void closingALogFromSeveralThreadsReturnsWhenItIsClosed() {
        Seeds.each(50, seed -> {
            EngineSession session = open();
            Life life = new Life("orders-" + seed);
            PartitionLog log = life.open(session, new SplittableRandom(seed));
            Step close = random -> {
                log.close();
                PartitionLog again = session.openLog(life.id(), OPTIONS);
                assertThat(again.recovery().clean()).as("had been closed").isTrue();
                session.assertHolds(again, life.batches);
                return false;
            };

            together(seed, times(3, () -> close), log::close);
            closeNow(session);
        });
    }
}
