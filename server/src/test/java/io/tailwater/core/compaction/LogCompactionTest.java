package io.tailwater.core.compaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.core.compaction.CompactionStep.Append;
import io.tailwater.core.compaction.CompactionStep.Compact;
import io.tailwater.core.compaction.CompactionStep.End;
import io.tailwater.core.compaction.CompactionStep.Reopen;
import io.tailwater.core.compaction.CompactionStep.Wait;
import io.tailwater.core.compaction.CompactionTrial.Spoilt;
import io.tailwater.spi.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of tombstones, markers and producers, compaction after compaction; each step also checks what readers find. */
class LogCompactionTest {

    private static final int COMMITTED = 3;
    private static final int ABORTED = 4;
    private static final int LZ4 = 3;

    @TempDir
    Path directory;

    private CompactionTrial trial;

    @BeforeEach
    void begin() throws IOException {
        trial = new CompactionTrial(directory, 5);
    }

    @AfterEach
    void end() throws IOException {
        trial.close();
    }

    private void append(int producer, Integer... keys) {
        trial.step(new Append(producer, LZ4, List.of(keys)));
    }

    private void compact() {
        trial.step(new Compact(false));
    }

    private void delete() {
        trial.step(new Wait(501));
    }

    @Test
    void aTombstoneStaysForAWhileAndTakesItsKeyWithIt() {
        append(0, 1, 2, 3);
        append(0, -2);

        compact();
        assertThat(trial.records()).isEqualTo(3);
        compact();
        assertThat(trial.records()).isEqualTo(3);
        delete();
        compact();

        assertThat(trial.records()).isEqualTo(2);
    }

    @Test
    void aQuietLogLosesItsTombstonesInTime() {
        append(0, 1, -2);
        compact();
        assertThat(trial.isDue()).isFalse();

        delete();
        assertThat(trial.isDue()).isTrue();
        compact();

        assertThat(trial.records()).isEqualTo(1);
        delete();
        assertThat(trial.isDue())
                .as("although there is a batch with a horizon in the past")
                .isFalse();
    }

    @Test
    void aMarkerStaysAsLongAsItsTransactionsRecordsAndThenForAWhile() {
        append(COMMITTED, 1);
        trial.step(new End(COMMITTED, true));
        append(COMMITTED, 7);
        trial.step(new End(COMMITTED, true));
        compact();
        delete();
        compact();
        assertThat(trial.markers()).isEqualTo(2);

        append(0, 1);
        compact();
        assertThat(trial.markers()).isEqualTo(2);
        compact();
        delete();
        compact();

        assertThat(trial.markers()).isEqualTo(1);
    }

    @Test
    void anAbortedTransactionIsForgottenWithItsMarker() {
        append(ABORTED, 1, 2);
        append(0, 1);
        trial.step(new End(ABORTED, false));
        append(ABORTED, 5);
        trial.step(new End(ABORTED, true));
        assertThat(trial.aborted()).isEqualTo(1);

        compact();
        assertThat(trial.records()).isEqualTo(2);
        assertThat(trial.aborted()).isEqualTo(1);
        compact();
        delete();
        compact();

        assertThat(trial.markers()).isEqualTo(1);
        assertThat(trial.aborted()).isZero();
        trial.step(new Reopen());
        assertThat(trial.aborted()).isZero();
    }

    @Test
    void theLastBatchOfAProducerStaysWithoutItsRecords() {
        append(1, 1, 2);
        append(0, 1, 2);

        compact();
        compact(); // each step checks that the producer's last sequence is found

        assertThat(trial.records()).isEqualTo(2);
    }

    @Test
    void moreKeysThanTheMapTakesNeedMorePasses() {
        for (int round = 0; round < 3; round++) {
            append(0, IntStream.rangeClosed(1, 30).boxed().toArray(Integer[]::new));
        }

        compact();

        assertThat(trial.outcome().passes()).isGreaterThan(3);
        assertThat(trial.records()).isEqualTo(30);
        assertThat(trial.outcome().removedRecords()).isEqualTo(60);
    }

    /** Where a header cannot be right nothing says what is a batch: whether it would be looked at for its keys or only kept. */
    @ParameterizedTest
    @CsvSource({
        "0,MAGIC",
        "0,LENGTH",
        "0,LAST_OFFSET",
        "38,MAGIC",
        "38,LENGTH",
        "38,LAST_OFFSET",
        "45,MAGIC",
        "45,LENGTH"
    })
    @Timeout(180)
    void aDamagedHeaderStopsItAndLeavesTheFilesAsTheyAre(int offset, Spoilt field) throws IOException {
        for (int i = 0; i < 20; i++) {
            append(0, i % 2 + 1, i % 3 + 1);
        }
        compact();
        for (int i = 0; i < 20; i++) {
            append(0, i % 4 + 1);
        }
        trial.spoil(offset, field);
        String before = trial.files();

        assertThatThrownBy(trial::compactAll)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT))
                .hasMessageContaining("of orders-0 is damaged");

        assertThat(trial.files()).isEqualTo(before);
    }

    @Test
    void whatCannotBecomeLessIsNotWrittenAgain() {
        for (int key = 1; key <= 12; key++) {
            append(0, key);
        }
        compact();
        int rewrites = trial.rewrites();

        compact();

        assertThat(trial.rewrites()).isEqualTo(rewrites);
    }
}
