package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.PartitionLog;
import io.tailwater.storage.tck.file.RecordingFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Several lives of one storage, each ended by a loss of power at a random moment, with random work on two logs meanwhile.
 * Owned by one thread.
 */
final class PowerLossTrial {

    private static final int LIVES = 3;
    private static final int STEPS = 40;
    private static final int[] SIZES = {80, 100, 100, 500, 1000, 5000};

    private final StorageUnderTest engine;
    private final Path directory;
    private final SplittableRandom random;
    private final ExpectedBlob blob = new ExpectedBlob();
    private final List<Slot> slots = List.of(new Slot("orders"), new Slot("payments"));
    private final List<String> history = new ArrayList<>();
    private boolean closedCleanly = true;
    private int epoch;
    private int writes;

    PowerLossTrial(StorageUnderTest engine, Path directory, long seed) {
        this.engine = engine;
        this.directory = directory;
        this.random = new SplittableRandom(seed);
    }

    void run() throws IOException {
        try {
            liveAndRecover();
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(e.getMessage() + "\nafter: " + String.join("; ", history), e);
        }
    }

    private void liveAndRecover() throws IOException {
        Path root = Files.createDirectory(directory.resolve("life-0"));
        for (int life = 1; life <= LIVES; life++) {
            Path next = directory.resolve("life-" + life);
            live(root, next);
            root = next;
        }
        recoverTwice(root);
    }

    private void note(String step) {
        history.add(step);
    }

    private void live(Path root, Path next) throws IOException {
        RecordingFiles files = new RecordingFiles(root);
        RandomizedExecutors executors = new RandomizedExecutors(random.nextLong());
        if (random.nextInt(3) > 0) {
            files.losePowerAfter(1 + random.nextInt(random.nextBoolean() ? 40 : 400));
        }
        try {
            work(files, executors);
        } catch (RuntimeException | AssertionError e) {
            if (!files.isPowerLost()) {
                throw e;
            }
        }
        note("power lost");
        executors.abandon();
        files.losePower(next, random.nextLong());
        epoch++;
    }

    private void work(RecordingFiles files, RandomizedExecutors executors) throws IOException {
        EngineSession session = recovered(files, executors);
        for (int step = 0; step < STEPS && !files.isPowerLost(); step++) {
            if (random.nextInt(5) == 0) {
                files.writeBack(random.split());
            }
            for (int tasks = random.nextInt(4); tasks > 0; tasks--) {
                executors.runOne();
            }
            slots.get(random.nextInt(slots.size())).step(session);
            slots.forEach(Slot::noteWhatCompleted);
            if (random.nextInt(20) == 0) {
                writeBlob(session);
            }
        }
        if (random.nextInt(4) == 0) {
            note("close");
            closedCleanly = true; // Even if power is lost before it returns, it may have got so far.
            session.close();
            slots.forEach(Slot::closed);
        }
    }

    /** Opens the storage and checks that it has what it must have, and nothing that it cannot have. */
    private EngineSession recovered(RecordingFiles files, RandomizedExecutors executors) {
        EngineSession session = EngineSession.open(engine, files.root(), files, executors);
        boolean nothingToLose = blob.mayBeAbsent() && slots.stream().allMatch(Slot::mayBeAbsent);
        if (session.storage().cleanlyClosed()) {
            assertThat(closedCleanly || nothingToLose)
                    .as("closed cleanly, as the engine says")
                    .isTrue();
        }
        closedCleanly = false;
        assertThat(session.storage().logs())
                .as("logs, of which none was deleted for good")
                .isSubsetOf(slots.stream().map(Slot::id).toList());
        blob.found(executors.blocking(() -> session.storage().readBlob("topics")));
        slots.forEach(slot -> slot.found(session));
        return session;
    }

    private void recoverTwice(Path root) throws IOException {
        Path again = directory.resolve("again");
        try (RecordingFiles files = new RecordingFiles(root)) {
            RandomizedExecutors executors = new RandomizedExecutors(random.nextLong());
            recovered(files, executors);
            executors.abandon();
            files.crash(again);
        }
        try (RecordingFiles files = new RecordingFiles(again)) {
            EngineSession session = recovered(files, new RandomizedExecutors(random.nextLong()));
            slots.forEach(slot -> slot.appendAndReadAfterwards(session));
            session.close();
        }
    }

    private void writeBlob(EngineSession session) {
        byte[] value = blob.writing("topics " + ++writes + " ".repeat(random.nextInt(9000)));
        session.workers().blocking(() -> {
            session.storage().writeBlob("topics", value);
            return true;
        });
        blob.durable(blob.version());
    }

    /** A topic's name, and the log that has it at a time, if any. Owned by its trial. */
    private final class Slot {

        private final String topic;
        private final List<Pending> pending = new ArrayList<>();
        private long incarnation = 1;
        private ExpectedLog expected;
        private @Nullable PartitionLog log;
        private boolean mayBeAbsent = true;
        private boolean mayBePresent;

        Slot(String topic) {
            this.topic = topic;
            this.expected = new ExpectedLog(EngineSession.id(topic, incarnation));
        }

        LogId id() {
            return expected.id();
        }

        boolean mayBeAbsent() {
            return mayBeAbsent;
        }

        void found(EngineSession session) {
            pending.clear();
            log = null;
            LogId id = expected.id();
            boolean present = session.storage().logs().contains(id);
            assertThat(present ? mayBePresent : mayBeAbsent)
                    .as("%s is %s", id, present ? "there" : "not there")
                    .isTrue();
            if (present && mayBeAbsent) {
                delete(session); // It was half created or half deleted: what is in it is not said.
            } else if (present) {
                PartitionLog opened = session.openLog(id, options());
                expected.found(session, opened);
                log = opened;
            } else {
                nextIncarnation();
            }
        }

        void step(EngineSession session) {
            PartitionLog open = log;
            if (open == null) {
                create(session);
                return;
            }
            int dice = random.nextInt(100);
            if (dice < 45) {
                append(session, open);
            } else if (dice < 65) {
                flush(open);
            } else if (dice < 70) {
                truncate(session, open);
            } else if (dice < 77) {
                deleteBefore(session, open);
            } else if (dice < 84) {
                writeBlob(session, open);
            } else if (dice < 88) {
                open.reconfigure(options());
            } else if (dice < 91) {
                checkpoint(session);
            } else if (dice < 95) {
                expected.assertIsShown(session, open);
            } else if (dice < 98) {
                reopen(session, open);
            } else {
                delete(session);
            }
        }

        private LogOptions options() {
            return new LogOptions(random.nextBoolean() ? 2048 : 16 * 1024, Long.MAX_VALUE, random.nextInt(2) * 300);
        }

        private void create(EngineSession session) {
            note("open " + expected.id());
            mayBePresent = true;
            log = session.openLog(expected.id(), options());
            mayBeAbsent = false;
        }

        private void append(EngineSession session, PartitionLog open) {
            List<ByteBuffer> batches = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                batches.add(TestBatches.at(expected.endOffset() + batches.size())
                        .sizeInBytes(SIZES[random.nextInt(SIZES.length)])
                        .timestamp(random.nextInt(1000))
                        .leaderEpoch(epoch)
                        .seed(random.nextLong())
                        .build());
            }
            ByteBuffer all = TestBatches.concat(batches);
            session.await(open.reserve(all.remaining()));
            note("append " + batches.size() + " to " + topic + " at " + expected.endOffset());
            expected.appending(all);
            open.append(all);
        }

        private void flush(PartitionLog open) {
            int version = expected.blob().version();
            on(open.flush(), reached -> {
                note(topic + " flushed to " + reached);
                expected.flushed(reached);
                expected.blob().durable(version);
            });
        }

        private void checkpoint(EngineSession session) {
            long end = expected.endOffset();
            on(session.storage().checkpoint(), done -> {
                note(topic + " checkpointed at " + end);
                expected.flushed(end);
            });
        }

        private void truncate(EngineSession session, PartitionLog open) {
            settle(session);
            long offset = random.nextLong(expected.startOffset(), expected.endOffset() + 1);
            note("truncate " + topic + " to " + offset);
            expected.cutting(offset);
            session.await(open.truncateTo(offset));
            expected.cut(open.endOffset());
        }

        private void deleteBefore(EngineSession session, PartitionLog open) {
            settle(session);
            long offset = random.nextLong(expected.startOffset(), expected.endOffset() + 1);
            note("delete " + topic + " before " + offset);
            expected.deleting(offset);
            on(open.deleteBefore(offset), done -> expected.deleted(offset));
        }

        private void writeBlob(EngineSession session, PartitionLog open) {
            byte[] value = expected.blob().writing(topic + ++writes + " ".repeat(random.nextInt(9000)));
            session.workers().blocking(() -> {
                open.writeBlob(ExpectedLog.BLOB, value);
                return true;
            });
        }

        private void reopen(EngineSession session, PartitionLog open) {
            settle(session);
            note("close and open " + topic);
            session.workers().blocking(() -> {
                open.close();
                return true;
            });
            closed();
            log = session.openLog(expected.id(), options());
        }

        private void delete(EngineSession session) {
            settle(session);
            note("delete " + topic);
            mayBeAbsent = true;
            session.await(session.storage().delete(expected.id()));
            nextIncarnation();
        }

        private void nextIncarnation() {
            mayBePresent = false;
            log = null;
            incarnation++;
            expected = new ExpectedLog(EngineSession.id(topic, incarnation));
        }

        /** Closing has flushed everything. */
        void closed() {
            expected.flushed(expected.endOffset());
            expected.blob().durable(expected.blob().version());
        }

        void appendAndReadAfterwards(EngineSession session) {
            if (log == null) {
                create(session);
            }
            PartitionLog open = log;
            if (open != null) {
                for (int i = 0; i < 5; i++) {
                    append(session, open);
                }
                expected.assertIsShown(session, open);
            }
        }

        /** Waits for what is under way. */
        private void settle(EngineSession session) {
            pending.forEach(each -> session.await(each.stage()));
            noteWhatCompleted();
        }

        private <T> void on(CompletionStage<T> stage, Consumer<T> effect) {
            CompletableFuture<T> future = stage.toCompletableFuture();
            pending.add(new Pending(future, () -> effect.accept(future.join())));
        }

        void noteWhatCompleted() {
            List<Pending> done =
                    pending.stream().filter(each -> each.stage().isDone()).toList();
            pending.removeAll(done);
            done.forEach(each -> each.effect().run());
        }
    }

    private record Pending(CompletableFuture<?> stage, Runnable effect) {}
}
