package io.tailwater.storage.mmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.spi.LogOptions;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.StorageException;
import io.tailwater.storage.tck.EngineSession;
import io.tailwater.storage.tck.RandomizedExecutors;
import io.tailwater.storage.tck.file.Fault;
import io.tailwater.storage.tck.file.FaultyFiles;
import io.tailwater.storage.tck.file.RecordingFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs that are flushed at the same time. */
class CommitJournalTest {

    private static final String JOURNAL = "commit.journal";
    private static final LogOptions OPTIONS = new LogOptions(16 << 20, Long.MAX_VALUE, 4096);
    private static final int HALF_BYTES = 32 << 10;
    private static final int LOGS = 10;
    private static final int SMALL = 1000;
    private static final int LARGE = 40_000;

    @TempDir
    Path directory;

    @TempDir
    Path elsewhere;

    private final RandomizedExecutors workers = new RandomizedExecutors(1);
    private final List<PartitionLog> logs = new ArrayList<>();
    private final List<List<ByteBuffer>> batches = new ArrayList<>();
    private final List<String> forced = new ArrayList<>();
    private Fault failing = Fault.NONE;
    private RecordingFiles recording;
    private EngineSession session;

    @BeforeEach
    void openLogs() throws IOException {
        recording = new RecordingFiles(directory);
        FaultyFiles files = new FaultyFiles(recording);
        files.inject(this::noteForce);
        session = EngineSession.open(CommitJournalTest::open, directory, files, workers);
        for (int i = 0; i < LOGS; i++) {
            logs.add(session.openLog(EngineSession.id("topic-" + i, i), OPTIONS));
            batches.add(new ArrayList<>());
        }
    }

    private static LogStorage open(StorageContext context) {
        return new MmapLogStorageProvider()
                .open(context.withSettings(Map.of("journalBytes", String.valueOf(2 * HALF_BYTES))));
    }

    /** Is asked before each call. */
    private boolean noteForce(Fault.Call call, Path file) {
        if (call == Fault.Call.FORCE) {
            forced.add(String.valueOf(file.getFileName()));
        }
        return failing.strikes(call, file);
    }

    @AfterEach
    void close() throws IOException {
        recording.close();
    }

    @Test
    void takesNoSpaceUntilItIsOfUseAndIsGoneAfterACleanStop() throws IOException {
        assertThat(Files.size(journal())).isZero();
        flush(logs.subList(0, 1), SMALL);
        assertThat(Files.size(journal())).isZero();
        begin();
        assertThat(Files.size(journal())).isEqualTo(2 * HALF_BYTES);

        session.close();
        assertThat(journal()).doesNotExist();
    }

    @Test
    void logsThatWaitTogetherShareOneForce() {
        begin();
        flush(logs, SMALL);
        assertThat(forced).containsExactly(JOURNAL);
    }

    @Test
    void aLogThatWaitsAloneIsForcedWhereItIs() {
        begin();
        flush(logs.subList(3, 4), SMALL);
        assertThat(forced).hasSize(1).doesNotContain(JOURNAL);
    }

    @Test
    void whatIsLargeIsForcedWhereItIsBesideTheOthers() {
        begin();
        append(logs.get(0), LARGE);
        flush(logs, SMALL);
        assertThat(forced).hasSize(2).containsOnlyOnce(JOURNAL);
    }

    @Test
    void whoComesLaterDoesNotWaitForWhatIsLarge() {
        begin();
        append(logs.get(0), LARGE);
        forced.clear();
        CompletionStage<Long> large = logs.get(0).flush();
        workers.runOne();
        assertThat(forced).as("by the worker that serves all").isEmpty();
        assertThat(workers.await(large)).isEqualTo(logs.get(0).endOffset());
    }

    @Test
    void withoutItsForceLogsAreForcedOneByOneAndItIsNotUsedAgain() throws IOException {
        begin();
        failing = (call, file) -> call == Fault.Call.FORCE && file.equals(journal());
        flush(logs, SMALL);
        failing = Fault.NONE;
        flush(logs, SMALL);
        assertThat(forced).doesNotContain(JOURNAL);
        assertThatThrownBy(() -> workers.await(session.storage().checkpoint())).hasMessageContaining(JOURNAL);
        workers.await(session.storage().checkpoint());
        loseNothing();
    }

    @Test
    void whereThereIsNoSpaceForItLogsAreForcedOneByOneUntilThereIs() throws IOException {
        failing = (call, file) -> call == Fault.Call.WRITE && file.equals(journal());
        begin();
        flush(logs, SMALL);
        assertThat(forced).hasSize(LOGS).doesNotContain(JOURNAL);
        assertThat(Files.size(journal())).isZero();

        failing = Fault.NONE;
        workers.await(session.storage().checkpoint());
        begin();
        flush(logs, SMALL);
        assertThat(forced).containsExactly(JOURNAL);
    }

    @Test
    void givesBackWhatPowerLossTookFromTheLogsFilesAndSaysSo() throws IOException {
        begin();
        for (int i = 0; i < 5; i++) {
            flush(logs, SMALL);
        }
        List<String> findings = loseNothing();
        assertThat(findings)
                .anyMatch(finding -> finding.matches("log topic-\\d-0 got back offsets \\d+ to \\d+ from .*" + JOURNAL
                        + ": its own files had lost them"));
    }

    @Test
    void aHalfIsNotWrittenAgainWhileALogNeedsIt() throws IOException {
        begin();
        flush(logs, SMALL);
        failing = (call, file) -> call == Fault.Call.FORCE && isOf(logs.get(0), file);
        flush(logs, SMALL);
        List<PartitionLog> others = logs.subList(1, LOGS);
        for (int i = 0; i < 2 * HALF_BYTES / SMALL; i++) {
            flush(others, SMALL);
        }
        assertThat(forced).hasSize(others.size()).doesNotContain(JOURNAL);
        loseNothing();
    }

    @Test
    void aForceThatFailsWhileSpaceIsMadeIsTheLogsLast() {
        begin();
        PartitionLog log = logs.get(0);
        failing = (call, file) -> call == Fault.Call.FORCE && isOf(log, file) && isSpaceMade();
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 200; i++) {
                        flush(List.of(log, logs.get(1)), LARGE / 2);
                    }
                })
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("forcing it to disk failed");
        failing = Fault.NONE;
        assertThatThrownBy(() -> workers.await(log.flush())).isInstanceOf(StorageException.class);
    }

    private static boolean isSpaceMade() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals("extendTo")));
    }

    @Test
    void whatWasGivenBackIsForcedBeforeAnybodyCanLoseItAgain() throws IOException {
        begin();
        for (int i = 0; i < 3; i++) {
            flush(logs, SMALL);
        }
        Path once = elsewhere.resolve("once");
        workers.abandon();
        recording.losePower(once, 1);
        recording.close();

        recording = new RecordingFiles(once);
        RandomizedExecutors again = new RandomizedExecutors(2);
        EngineSession restored = EngineSession.open(CommitJournalTest::open, once, recording, again);
        logs.forEach(log -> restored.openLog(log.id(), OPTIONS));
        again.abandon();
        loseNothing();
    }

    @Test
    void whileALogThatMayNeedItCannotBeOpenedItIsNotUsedAndThatIsSaid() throws IOException {
        begin();
        flush(logs, SMALL);
        Path left = elsewhere.resolve("left");
        workers.abandon();
        recording.losePower(left, 1);
        recording.close();

        PartitionLog broken = logs.get(0);
        recording = new RecordingFiles(left);
        FaultyFiles files = new FaultyFiles(recording);
        files.inject((call, file) -> failing.strikes(call, file));
        try (EngineSession after =
                EngineSession.open(CommitJournalTest::open, left, files, new RandomizedExecutors(2))) {
            failing = (call, file) -> file.toString().contains(broken.id().directoryName());
            assertThatThrownBy(() -> after.openLog(broken.id(), OPTIONS)).isInstanceOf(StorageException.class);
            for (int i = 1; i < LOGS; i++) {
                after.openLog(logs.get(i).id(), OPTIONS);
            }
            assertThatThrownBy(() -> after.await(after.storage().checkpoint()))
                    .hasMessageContaining(JOURNAL)
                    .hasStackTraceContaining(broken.id() + ", which cannot be opened");
            after.await(after.storage().checkpoint());

            failing = Fault.NONE;
            after.assertHolds(after.openLog(broken.id(), OPTIONS), batches.get(0));
        }
        assertThat(EngineSession.directoryOf(left).resolve(JOURNAL)).doesNotExist();
    }

    /** Flushes until the journal is there; the first flush of a log goes to its own file. */
    private void begin() {
        flush(logs, SMALL);
        flush(logs, SMALL);
    }

    /** Appends to some logs, then flushes them all at once. */
    private void flush(List<PartitionLog> some, int sizeInBytes) {
        some.forEach(log -> append(log, sizeInBytes));
        forced.clear();
        List<CompletionStage<Long>> flushes = new ArrayList<>();
        for (PartitionLog log : some) {
            flushes.add(log.flush());
        }
        workers.runAll();
        for (int i = 0; i < flushes.size(); i++) {
            assertThat(workers.await(flushes.get(i))).isEqualTo(some.get(i).endOffset());
        }
    }

    private void append(PartitionLog log, int sizeInBytes) {
        batches.get(logs.indexOf(log)).addAll(session.appendMany(log, 1, sizeInBytes));
        workers.runAll();
    }

    /** Loses power, and opens what is left. @return what recovery said */
    private List<String> loseNothing() throws IOException {
        List<String> findings = new ArrayList<>();
        Path left = elsewhere.resolve("left");
        workers.abandon();
        recording.losePower(left, 1);
        try (EngineSession after = EngineSession.open(new MmapLogStorageProvider()::open, left)) {
            for (int i = 0; i < LOGS; i++) {
                PartitionLog log = after.openLog(logs.get(i).id(), OPTIONS);
                after.assertHolds(log, batches.get(i));
                findings.addAll(log.recovery().findings());
            }
        }
        return findings;
    }

    private boolean isOf(PartitionLog log, Path file) {
        return file.startsWith(
                EngineSession.directoryOf(directory).resolve(log.id().directoryName()));
    }

    private Path journal() {
        return EngineSession.directoryOf(directory).resolve(JOURNAL);
    }
}
