package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.BatchReference;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.PartitionLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What power loss once took, or made unreadable, though it had been acknowledged: each case by itself, at every moment. */
abstract class AcknowledgedRules extends StorageSuite {

    private static final LogOptions ONE_SEGMENT = new LogOptions(64 * 1024, Long.MAX_VALUE, 0);
    private static final int MOMENTS = 12;
    private static final int OUTCOMES = 12;
    private static final int AT_THE_END = Integer.MAX_VALUE;

    private int lives;

    @BeforeEach
    void skipWhatKeepsNothing() {
        onlyIfFilesAreKept();
    }

    /** Works, and loses power at the n-th change to a file or after the work. @return what is left, below a new root */
    private Path live(Path root, int changes, long outcome, BiConsumer<EngineSession, PartitionLog> work) {
        Path left = root().resolve("life-" + ++lives);
        return FileTree.io(() -> {
            try (EngineLife life = new EngineLife(storage(), root, outcome)) {
                EngineSession session = life.open();
                PartitionLog log = session.openLog(EngineSession.LOG, ONE_SEGMENT);
                if (changes < AT_THE_END) {
                    life.files().losePowerAfter(changes);
                }
                try {
                    work.accept(session, log);
                } catch (RuntimeException e) {
                    assertThat(life.files().isPowerLost())
                            .as("power is lost: %s", e)
                            .isTrue();
                }
                life.losePower(left, outcome);
            }
            FileTree.delete(root);
            return left;
        });
    }

    private Path born() {
        return FileTree.io(() -> Files.createDirectory(root().resolve("life-" + ++lives)));
    }

    private void appendLargeAndSmall(EngineSession session, PartitionLog log) {
        session.appendMany(log, 1, 5000);
        session.appendMany(log, 2, 100);
    }

    private void assertEverythingIsReadable(Path root) {
        live(root, AT_THE_END, 0, (session, log) -> {
            long end = log.endOffset();
            assertThat(session.readAll(log)).as("batches").hasSize((int) (end - log.startOffset()));
        });
    }

    /** Of all that a storage makes first only something may be left: it is still a storage's directory, not somebody else's. */
    @Test
    void aStorageThatWasBeingMadeIsMadeAgain() {
        boolean finished = false;
        for (int changes = 1; !finished; changes++) {
            for (int outcome = 0; outcome < 3 * OUTCOMES; outcome++) {
                Path root = born();
                Path left = root().resolve("life-" + ++lives);
                finished = makeUntilPowerLoss(root, changes, 1_000L * changes + outcome, left);
                live(left, AT_THE_END, 0, (session, log) -> session.appendMany(log, 1, 100));
            }
        }
    }

    /** @return whether it was made before power was lost */
    private boolean makeUntilPowerLoss(Path root, int changes, long outcome, Path left) {
        return FileTree.io(() -> {
            boolean made = true;
            try (EngineLife life = new EngineLife(storage(), root, outcome)) {
                life.files().losePowerAfter(changes);
                try {
                    life.open().openLog();
                } catch (RuntimeException e) {
                    assertThat(life.files().isPowerLost())
                            .as("power is lost: %s", e)
                            .isTrue();
                    made = false;
                }
                life.losePower(left, outcome);
            }
            FileTree.delete(root);
            return made;
        });
    }

    /** Files go once the start is on disk that says that they may: without both, nothing would say where the log ends. */
    @Test
    void theEndStaysWhileEverythingIsBeingDeletedAndACheckpointIsWritten() {
        for (int changes = 1; changes <= MOMENTS; changes++) {
            for (int outcome = 0; outcome < OUTCOMES; outcome++) {
                Path root = live(born(), AT_THE_END, 1, (session, log) -> {
                    session.appendMany(log, 5, 100);
                    session.await(session.storage().checkpoint());
                    session.close();
                });
                Path left = live(root, changes, outcome, (session, log) -> {
                    var checkpointed = session.storage().checkpoint();
                    var deleted = log.deleteBefore(5);
                    session.await(checkpointed);
                    session.await(deleted);
                });
                live(
                        left,
                        AT_THE_END,
                        0,
                        (session, log) ->
                                assertThat(log.endOffset()).as("end offset").isEqualTo(5));
            }
        }
    }

    /** Until the new start is on disk what is deleted may come back, torn where it was not forced; what follows must stay. */
    @Test
    void whatIsFlushedWhileEverythingBeforeItIsBeingDeletedStays() {
        for (int outcome = 0; outcome < 4 * OUTCOMES; outcome++) {
            Path left = live(born(), AT_THE_END, outcome, (session, log) -> {
                session.appendMany(log, 3, 1000);
                var deletion = log.deleteBefore(3).toCompletableFuture();
                appendLargeAndSmall(session, log);
                assertThat(session.await(log.flush())).isEqualTo(6);
                assertThat(deletion).isNotCompletedExceptionally();
            });
            live(
                    left,
                    AT_THE_END,
                    0,
                    (session, log) ->
                            assertThat(log.endOffset()).as("end offset").isEqualTo(6));
        }
    }

    /** The last batch before the start is long gone, by compaction for example: no batch at the start is no damage. */
    @Test
    void whatIsAppendedAfterATruncationToTheStartIsNoDamage() {
        for (int outcome = 0; outcome < 2 * OUTCOMES; outcome++) {
            Path left = live(born(), AT_THE_END, outcome, (session, log) -> {
                session.append(log, TestBatches.at(0).build());
                session.append(log, TestBatches.at(8).build());
                session.await(log.deleteBefore(8));
                session.await(log.truncateTo(8));
                session.await(session.storage().checkpoint());
                appendLargeAndSmall(session, log);
            });
            assertEverythingIsReadable(left);
        }
    }

    /** The start is on disk, what it is the start of is not: again there is nothing just before it. */
    @Test
    void whatIsAppendedAfterPowerLossTookWhatWasJustBeforeTheStartIsNoDamage() {
        for (int outcome = 0; outcome < 4 * OUTCOMES; outcome++) {
            Path left = live(born(), AT_THE_END, outcome, (session, log) -> {
                session.appendMany(log, 1, 100);
                session.await(session.storage().checkpoint());
                session.appendMany(log, 8, 1000);
                session.await(log.deleteBefore(8));
            });
            Path leftAgain = live(left, AT_THE_END, outcome / 2, (session, log) -> {
                session.await(session.storage().checkpoint());
                appendLargeAndSmall(session, log);
            });
            assertEverythingIsReadable(leftAgain);
        }
    }

    /** One index file survives as it was written last, the other as it was before: a start that trusts both misses a time. */
    @Test
    void theLargestTimestampIsFoundWhicheverIndexesPowerLossLeaves() {
        for (int outcome = 0; outcome < 4 * OUTCOMES; outcome++) {
            int largest = 15 + outcome % 3;
            Path left = live(born(), AT_THE_END, outcome, (session, log) -> {
                session.appendMany(log, 4, 100);
                session.close();
            });
            Path leftAgain = live(left, AT_THE_END, outcome, (session, log) -> {
                for (int offset = 4; offset < 40; offset++) {
                    session.append(
                            log,
                            TestBatches.at(offset)
                                    .timestamp(offset == largest ? 99 : 1)
                                    .build());
                }
                session.await(session.storage().checkpoint());
            });
            live(leftAgain, AT_THE_END, 0, (session, log) -> {
                assertThat(log.endOffset()).as("end offset").isEqualTo(40);
                assertThat(log.batchWithLargestTimestamp().map(BatchReference::baseOffset))
                        .contains((long) largest);
            });
        }
    }
}
