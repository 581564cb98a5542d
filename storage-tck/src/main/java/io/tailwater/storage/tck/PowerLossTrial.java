package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.storage.tck.file.RecordingFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Several lives of one storage, each ended by a loss of power at a random moment, with random work on two logs meanwhile.
 * Owned by one thread.
 */
final class PowerLossTrial {

    private static final int LIVES = 3;

    private final StorageUnderTest engine;
    private final Path directory;
    private final int steps;
    private final SplittableRandom random;
    private final ExpectedBlob blob = new ExpectedBlob();
    private final List<TrialLog> logs;
    private final List<String> history = new ArrayList<>();
    private boolean closedCleanly = true;
    private int writes;

    /**
     * Prepares a trial.
     *
     * @param steps how much is done in each life
     * @param rewriting whether segments are rewritten, too
     */
    PowerLossTrial(StorageUnderTest engine, Path directory, long seed, int steps, boolean rewriting) {
        this.engine = engine;
        this.directory = directory;
        this.steps = steps;
        this.random = new SplittableRandom(seed);
        this.logs = List.of(
                new TrialLog("orders", random, history::add, rewriting),
                new TrialLog("payments", random, history::add, rewriting));
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
        try (EngineLife life = new EngineLife(engine, root, random.nextLong())) {
            if (random.nextInt(3) > 0) {
                life.files().losePowerAfter(1 + random.nextInt(random.nextBoolean() ? 40 : 400));
            }
            try {
                work(life);
            } catch (RuntimeException | AssertionError e) {
                if (!life.files().isPowerLost()) {
                    throw e;
                }
            }
            note("power lost");
            life.losePower(next, random.nextLong());
        }
    }

    private void work(EngineLife life) throws IOException {
        RecordingFiles files = life.files();
        EngineSession session = recovered(life);
        for (int step = 0; step < steps && !files.isPowerLost(); step++) {
            if (random.nextInt(5) == 0) {
                files.writeBack(random.split());
            }
            for (int tasks = random.nextInt(4); tasks > 0; tasks--) {
                life.executors().runOne();
            }
            logs.get(random.nextInt(logs.size())).step(session);
            logs.forEach(TrialLog::noteWhatCompleted);
            if (random.nextInt(20) == 0) {
                writeBlob(session);
            }
        }
        if (random.nextInt(4) == 0) {
            note("close");
            closedCleanly = true; // Even if power is lost before it returns, it may have got so far.
            session.close();
            logs.forEach(TrialLog::closed);
        }
    }

    /** Opens the storage and checks that it has what it must have, and nothing that it cannot have. */
    private EngineSession recovered(EngineLife life) {
        EngineSession session = life.open();
        boolean nothingToLose = blob.mayBeAbsent() && logs.stream().allMatch(TrialLog::mayBeAbsent);
        if (session.storage().cleanlyClosed()) {
            assertThat(closedCleanly || nothingToLose)
                    .as("closed cleanly, as the engine says")
                    .isTrue();
        }
        closedCleanly = false;
        assertThat(session.storage().logs())
                .as("logs, of which none was deleted for good")
                .isSubsetOf(logs.stream().map(TrialLog::id).toList());
        blob.found(life.executors().blocking(() -> session.storage().readBlob("topics")));
        logs.forEach(log -> log.found(session));
        return session;
    }

    private void recoverTwice(Path root) throws IOException {
        Path again = directory.resolve("again");
        try (EngineLife life = new EngineLife(engine, root, random.nextLong())) {
            recovered(life);
            life.crash(again);
        }
        try (EngineLife life = new EngineLife(engine, again, random.nextLong())) {
            EngineSession session = recovered(life);
            logs.forEach(log -> log.appendAndReadAfterwards(session));
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
}
