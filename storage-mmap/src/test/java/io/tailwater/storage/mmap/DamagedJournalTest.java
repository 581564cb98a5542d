package io.tailwater.storage.mmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.StorageException;
import io.tailwater.spi.file.SystemFiles;
import io.tailwater.storage.tck.EngineSession;
import io.tailwater.storage.tck.RandomizedExecutors;
import io.tailwater.storage.tck.TestBatches;
import io.tailwater.storage.tck.file.Fault;
import io.tailwater.storage.tck.file.FaultyFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a start after a crash makes of a commit journal that is not as it was written, or that nobody can read. */
class DamagedJournalTest {

    private static final LogOptions OPTIONS = new LogOptions(1 << 20, Long.MAX_VALUE, 4096);
    private static final LogId LOG = EngineSession.id("orders", 1);
    private static final LogId OTHER = EngineSession.id("payments", 1);
    private static final int BYTES = 16 << 10;
    private static final int HALF_BYTES = BYTES / 2;
    private static final long GENERATION = 4711;

    @TempDir
    Path root;

    private final ForgedJournal journal = new ForgedJournal(BYTES);
    private final List<ByteBuffer> own = new ArrayList<>();
    private List<String> findings = List.of();

    /** The log's own files have offsets 0 to 2, the other log's none. */
    @BeforeEach
    void crash() throws IOException {
        try (EngineSession session = session()) {
            own.addAll(session.appendMany(session.openLog(LOG, OPTIONS), 3, 500));
            session.openLog(OTHER, OPTIONS);
        }
        Files.delete(inStorage(".kafka_cleanshutdown"));
    }

    // ---- frames that are as they ought to be

    @Test
    void givesBackWhatGoodFramesHaveInTheOrderOfTheirGenerations() throws IOException {
        journal.frame(GENERATION + 1).entry(LOG, batch(4)).end();
        journal.secondHalf().frame(GENERATION).entry(LOG, batch(3)).end();
        journal.frame(GENERATION).entry(OTHER, batch(0)).end();

        assertLogHolds(batch(3), batch(4));
        assertThat(findings).singleElement().asString().contains("orders-0 got back offsets 3 to 4 from " + path());
        assertThat(kept()).doesNotExist();
    }

    @Test
    void aLogGetsWhatItHasSeveralTimesOnlyOnce() throws IOException {
        journal.frame(GENERATION)
                .entry(LOG, own.get(2), batch(3))
                .entry(LOG, own.get(2), batch(3))
                .end();
        journal.frame(GENERATION).entry(LOG, batch(3), batch(4)).end();

        assertLogHolds(batch(3), batch(4));
        assertThat(kept()).doesNotExist();
    }

    @Test
    void whatIsOfALogThatIsNotThereIsNobodys() throws IOException {
        LogId unknown = EngineSession.id("deleted", 1);
        LogId anotherIncarnation = EngineSession.id("orders", 2);
        journal.frame(GENERATION)
                .entry(unknown, batch(3))
                .entry(anotherIncarnation, batch(3), batch(4), batch(5))
                .entry(LOG, batch(3))
                .end();

        assertLogHolds(batch(3));
        try (EngineSession session = session()) {
            assertThat(session.openLog(OTHER, OPTIONS).endOffset()).isZero();
        }
        assertThat(kept()).doesNotExist();
    }

    @Test
    void aLogWhoseDirectoryWasCopiedIsToldFromItsCopy() throws IOException {
        LogId copy = copied("archive");
        journal.frame(GENERATION).entry(LOG, batch(3)).end();
        journal.frame(GENERATION).entry(copy, batch(3), batch(4)).end();

        assertLogHolds(batch(3));
    }

    @Test
    void logsThatItCannotTellApartGetNothingFromItAndThatIsSaid() throws IOException {
        assertThat("ordesT").hasSameHashCodeAs("orders");
        LogId copy = copied("ordesT");
        journal.frame(GENERATION).entry(LOG, batch(3)).end();
        journal.frame(GENERATION).entry(copy, batch(3), batch(4)).end();

        assertLogHolds();
        assertDamageIsTold("does not tell logs", "orders-0", "ordesT-0");
        assertThat(findings).hasSize(1);
    }

    // ---- frames that are not

    @Test
    void aLastFrameThatIsTornWasNeverAcknowledged() throws IOException {
        journal.frame(GENERATION).entry(LOG, batch(3)).end();
        int torn = journal.frame(GENERATION).entry(LOG, batch(4)).end();
        journal.flipBit(torn + 300);

        assertLogHolds(batch(3));
        assertThat(kept()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 7, 8, HALF_BYTES, 256 << 10, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void aLengthThatCannotBeIsPassedAndTold(int length) throws IOException {
        int damaged = journal.frame(GENERATION).entry(LOG, batch(3)).end();
        int next = journal.frame(GENERATION).entry(LOG, batch(4)).end();
        journal.putInt(damaged + ForgedJournal.LENGTH_AT, length);

        assertLogHolds(batch(4));
        assertDamageIsTold("the " + (next - damaged) + " bytes at position " + damaged + " cannot be understood");
    }

    @Test
    void aWrongMagicIsPassedAndTold() throws IOException {
        journal.frame(GENERATION).entry(LOG, batch(3)).end();
        int damaged = journal.frame(GENERATION).entry(LOG, batch(4)).end();
        journal.frame(GENERATION).entry(LOG, batch(5)).end();
        journal.putInt(damaged, ForgedJournal.MAGIC + 1);

        assertLogHolds(batch(3), batch(5));
        assertDamageIsTold("at position " + damaged + " cannot be understood");
    }

    @Test
    void ofOffsetsThatGoMissingWithADamagedFrameTheLogTells() throws IOException {
        journal.frame(GENERATION).entry(LOG, batch(3)).end();
        int damaged = journal.frame(GENERATION).entry(LOG, batch(4)).end();
        journal.frame(GENERATION).entry(LOG, batch(5)).end();
        journal.flipBit(damaged + ForgedJournal.BEFORE_BATCHES + 100);

        assertLogHolds(batch(3), batch(5));
        assertThat(findings).anyMatch(finding -> finding.contains("orders-0 lacks offset 4, which"));
    }

    @Test
    void ofDamageInManyPlacesOnlySomeAreTold() throws IOException {
        List<ByteBuffer> restored = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            int damaged = journal.frame(GENERATION).end();
            journal.frame(GENERATION).entry(LOG, small(3 + i)).end();
            journal.putInt(damaged, 0);
            restored.add(small(3 + i));
        }
        journal.writeTo(path());

        assertHolds(restored);
        assertThat(findings).hasSize(12).anyMatch(finding -> finding.contains("there is more"));
    }

    @Test
    void aHalfWhoseBeginningIsDamagedStillCounts() throws IOException {
        int damaged = journal.frame(GENERATION + 1).end();
        journal.frame(GENERATION + 1).entry(LOG, batch(4)).end();
        journal.flipBit(damaged + ForgedJournal.GENERATION_AT);
        journal.secondHalf().frame(GENERATION).entry(LOG, batch(3)).end();

        assertLogHolds(batch(3), batch(4));
        assertDamageIsTold("at position 0 cannot be understood");
    }

    @Test
    void whatAnOlderGenerationLeftBehindTheLastFrameDoesNotCount() throws IOException {
        journal.frame(GENERATION).entry(LOG, batch(3)).end();
        journal.frame(GENERATION - 2).entry(LOG, batch(4)).end();
        journal.secondHalf().frame(GENERATION - 1).end();

        assertLogHolds(batch(3));
        assertThat(kept()).doesNotExist();
    }

    @Test
    void halvesThatDoNotBelongTogetherDoNotCount() throws IOException {
        journal.frame(GENERATION).entry(LOG, batch(3)).end();
        journal.secondHalf().frame(GENERATION + 2).entry(LOG, batch(4)).end();

        assertLogHolds();
        assertDamageIsTold("its halves do not belong together");
    }

    @Test
    void aFileThatIsCutShortGivesWhatItStillHas() throws IOException {
        for (int offset = 3; offset < 9; offset++) {
            journal.frame(GENERATION).entry(LOG, batch(offset)).end();
        }
        journal.writeTo(path());
        byte[] bytes = Files.readAllBytes(path());
        Files.write(path(), Arrays.copyOf(bytes, 5 * 556 + 100)); // of the frames, each of 556 bytes, five
        assertHolds(List.of(batch(3), batch(4), batch(6), batch(7)));
        assertDamageIsTold("cannot be understood");
    }

    // ---- good frames with something else in them

    @Test
    void anOffsetThatIsNotTheBatchsIsNotBelieved() throws IOException {
        int frame = journal.frame(GENERATION).entry(LOG, 4, batch(3)).end();

        assertLogHolds();
        assertDamageIsTold("at position " + (frame + ForgedJournal.BEFORE_BATCHES)
                + " does not fit log orders-0, which ends at offset 3");
    }

    @Test
    void aBatchThatBeginsBelowTheLogsEndAndEndsAboveItDoesNotFit() throws IOException {
        ByteBuffer across = TestBatches.at(2).records(3).build();
        journal.frame(GENERATION).entry(LOG, across).end();
        journal.frame(GENERATION).entry(LOG, batch(5)).end();

        assertLogHolds();
        assertDamageIsTold("does not fit log orders-0");
    }

    @Test
    void whatIsNoGoodBatchIsNotAppendedThoughItsFrameIsGood() throws IOException {
        ByteBuffer damaged = batch(4);
        damaged.put(100, (byte) ~damaged.get(100));
        ByteBuffer endless = batch(3);
        endless.putInt(8, -12); // a size of 0
        journal.frame(GENERATION).entry(LOG, batch(3), damaged, batch(5)).end();
        journal.frame(GENERATION).entry(OTHER, 3, endless).end();

        assertLogHolds(batch(3));
        assertDamageIsTold("at position " + (ForgedJournal.BEFORE_BATCHES + 500) + " does not fit log orders-0");
    }

    @Test
    void entriesThatReachBeyondTheirFrameOrBeginBelowZeroAreNone() throws IOException {
        int longer = journal.frame(GENERATION).entry(LOG, batch(3)).end();
        journal.putInt(longer + ForgedJournal.BEFORE_BATCHES - 4, 501).end();
        journal.frame(GENERATION).entry(OTHER, -1, batch(0)).end();
        int good = journal.frame(GENERATION).entry(LOG, batch(4)).end();

        assertLogHolds(batch(4));
        assertDamageIsTold("the " + good + " bytes at position 0 cannot be understood");
    }

    // ---- a file that nobody can read

    @Test
    void whereItCannotBeReadNothingIsOpenedAndOneSentenceSaysWhatToDo() throws IOException {
        Files.createDirectory(path());

        assertThatThrownBy(this::session)
                .isInstanceOf(StorageException.class)
                .hasMessageMatching(
                        "\\Q" + path() + "\\E cannot be read \\([^()]+\\): it may have the only copy of records"
                                + " that were acknowledged, so make it readable and start again, or move it away to start without"
                                + " them\\.");
        assertThat(path()).isDirectory();

        Files.delete(path());
        assertHolds(List.of());
    }

    @Test
    void whereReadingItFailsItStaysAsItIsForTheNextStart() throws IOException {
        journal.frame(GENERATION).entry(LOG, batch(3)).end();
        journal.writeTo(path());
        FaultyFiles files = new FaultyFiles(new SystemFiles());
        files.inject((call, file) -> call == Fault.Call.READ && file.equals(path()));

        assertThatThrownBy(() -> EngineSession.open(new MmapLogStorageProvider()::open, root, files, workers()))
                .hasMessageStartingWith(path() + " cannot be read (Input/output error");
        assertHolds(List.of(batch(3)));
    }

    @Test
    void afterACleanStopItDoesNotMatterWhatIsThere() throws IOException {
        Files.createFile(inStorage(".kafka_cleanshutdown"));
        journal.frame(GENERATION).entry(LOG, batch(3)).end();
        assertLogHolds();

        Files.createDirectory(path());
        try (EngineSession session = session()) {
            session.assertHolds(session.openLog(LOG, OPTIONS), own);
            assertThatThrownBy(() -> session.await(session.storage().checkpoint()))
                    .hasMessageContaining(path().toString());
        }
    }

    // ----

    private static ByteBuffer small(long offset) {
        return TestBatches.at(offset).sizeInBytes(100).timestamp(offset).build();
    }

    private static ByteBuffer batch(long offset) {
        return TestBatches.at(offset).sizeInBytes(500).timestamp(offset).build();
    }

    /** A second log with the files of the first. */
    private LogId copied(String topic) throws IOException {
        LogId copy = new LogId(topic, LOG.topicId(), LOG.partition());
        Path to = Files.createDirectory(inStorage(copy.directoryName()));
        try (var files = Files.list(inStorage(LOG.directoryName()))) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    /** Writes the journal, opens all, and looks whether the log has these batches besides its own. */
    private void assertLogHolds(ByteBuffer... restored) throws IOException {
        journal.writeTo(path());
        assertHolds(List.of(restored));
    }

    private void assertHolds(List<ByteBuffer> restored) throws IOException {
        List<ByteBuffer> expected = new ArrayList<>(own);
        expected.addAll(restored);
        try (EngineSession session = session()) {
            PartitionLog log = session.openLog(LOG, OPTIONS);
            findings = log.recovery().findings();
            session.assertHolds(log, expected);
            session.storage().logs().forEach(id -> session.openLog(id, OPTIONS));
        }
        assertThat(path()).doesNotExist();
        try (EngineSession again = session()) {
            PartitionLog log = again.openLog(LOG, OPTIONS);
            again.assertHolds(log, expected);
            assertThat(log.recovery().findings()).isEmpty();
        }
    }

    private void assertDamageIsTold(String... parts) throws IOException {
        assertThat(findings)
                .anySatisfy(finding -> assertThat(finding)
                        .startsWith(path() + ": ")
                        .contains(parts)
                        .contains("the file is kept as " + kept().getFileName()));
        assertThat(kept()).isRegularFile();
    }

    private EngineSession session() {
        return EngineSession.open(new MmapLogStorageProvider()::open, root);
    }

    private static RandomizedExecutors workers() {
        return new RandomizedExecutors(1);
    }

    private Path path() {
        return inStorage("commit.journal");
    }

    private Path kept() {
        return inStorage("commit.journal.damaged");
    }

    private Path inStorage(String name) {
        return EngineSession.directoryOf(root).resolve(name);
    }
}
