package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.RecordBatchHeader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of the log is torn or corrupt. Twenty batches are flushed, the last {@value #UNFLUSHED} are not. */
abstract class TailRecoveryRules extends StorageSuite {

    private static final int FLUSHED = 20;
    private static final int UNFLUSHED = 3;
    private static final int SIZE = 110;
    private static final int EPOCH = 5;

    private final List<ByteBuffer> batches = new ArrayList<>();

    @BeforeEach
    void skipWhatKeepsNothing() {
        onlyIfFilesAreKept();
    }

    private CrashSite crashed() {
        return CrashSite.after(storage(), root(), (session, log) -> {
            append(session, log, FLUSHED);
            session.await(log.flush());
            append(session, log, UNFLUSHED);
        });
    }

    private void append(EngineSession session, PartitionLog log, int count) {
        for (int i = 0; i < count; i++) {
            ByteBuffer batch = TestBatches.at(log.endOffset())
                    .sizeInBytes(SIZE)
                    .timestamp(log.endOffset())
                    .leaderEpoch(EPOCH)
                    .build();
            session.append(log, batch);
            batches.add(batch);
        }
    }

    /** Just these many batches are there, and life goes on after them. */
    private BiConsumer<EngineSession, PartitionLog> has(int count) {
        return (session, log) -> {
            assertThat(log.endOffset()).as("end offset").isEqualTo(count);
            session.assertHolds(log, batches.subList(0, count));
            assertThat(log.batchWithLargestTimestamp().orElseThrow().baseOffset())
                    .isEqualTo(count - 1);
        };
    }

    private BiConsumer<EngineSession, PartitionLog> hasAndGoesOn(int count) {
        return has(count).andThen((session, log) -> {
            ByteBuffer next = TestBatches.at(count)
                    .leaderEpoch(EPOCH + 1)
                    .sizeInBytes(SIZE)
                    .seed(7)
                    .build();
            session.append(log, next);
            assertThat(session.await(log.flush())).isEqualTo(count + 1);
            assertThat(session.readFrom(log, count)).containsExactly(next);
        });
    }

    @Test
    void keepsEverythingWhenOnlyTheProcessDied() {
        crashed().recoverTwice(root -> {}, has(FLUSHED + UNFLUSHED).andThen((session, log) -> {
            assertThat(session.storage().cleanlyClosed()).isFalse();
            assertThat(log.recovery().cutBytes()).isZero();
        }));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void cutsATailThatIsTornAnywhere(boolean fileKeepsItsLength) {
        CrashSite site = crashed();
        int step = fileKeepsItsLength ? 5 : 1;
        for (int at = FLUSHED * SIZE; at < (FLUSHED + UNFLUSHED) * SIZE; at += step) {
            int end = at;
            // The last byte of a batch is the zero that says that its last record has no headers.
            int whole = (fileKeepsItsLength ? at + 1 : at) / SIZE;
            site.recover(root -> CrashSite.cut(site.lastLogFile(root), end, fileKeepsItsLength), hasAndGoesOn(whole));
        }
    }

    @Test
    void saysWhatItCut() {
        CrashSite site = crashed();
        int end = (FLUSHED + 1) * SIZE + 50;

        site.recover(root -> CrashSite.cut(site.lastLogFile(root), end, false), (session, log) -> {
            assertThat(log.recovery().clean()).isFalse();
            assertThat(log.recovery().cutBytes()).isEqualTo(50);
            assertThat(log.recovery().findings()).isNotEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void changesNothingTheSecondTime(boolean fileKeepsItsLength) {
        CrashSite site = crashed();
        for (int at = FLUSHED * SIZE; at < (FLUSHED + UNFLUSHED) * SIZE; at += 23) {
            int end = at;
            site.recoverTwice(root -> CrashSite.cut(site.lastLogFile(root), end, fileKeepsItsLength), has(at / SIZE));
        }
    }

    /** Every byte that the checksum covers or that is one, and the length and magic, which it does not survive. */
    @Test
    void cutsFromABatchWithAnyBitFlipped() {
        CrashSite site = crashed();
        for (int batch = FLUSHED; batch < FLUSHED + UNFLUSHED; batch++) {
            for (int at = 8; at < SIZE; at++) {
                if (at >= 12 && at < 16) {
                    continue;
                }
                int flipped = batch * SIZE + at;
                int bit = 1 << (at % 8);
                site.recover(
                        root -> CrashSite.patch(site.lastLogFile(root), bytes -> bytes[flipped] ^= (byte) bit),
                        has(batch));
            }
        }
    }

    /** Offset and epoch are outside the checksum: what is lower than before is refused, what is higher may be anything. */
    @Test
    void cutsFromABatchWithALowerOffsetOrLeaderEpoch() {
        CrashSite site = crashed();
        for (int batch = FLUSHED; batch < FLUSHED + UNFLUSHED; batch++) {
            int position = batch * SIZE;
            int same = batch;
            site.recover(root -> patchHeader(site, root, header -> header.putLong(position, same - 1)), has(batch));
            site.recover(root -> patchHeader(site, root, header -> header.putLong(position, 0)), has(batch));
            site.recover(root -> patchHeader(site, root, header -> header.putLong(position, -1)), has(batch));
            site.recover(
                    root -> patchHeader(
                            site, root, header -> RecordBatchHeader.setLeaderEpoch(header, position, EPOCH - 1)),
                    has(batch));
        }
    }

    private static byte[] bytes(ByteBuffer batch) {
        byte[] bytes = new byte[batch.remaining()];
        batch.get(0, bytes);
        return bytes;
    }

    private static void patchHeader(CrashSite site, Path root, Consumer<ByteBuffer> change) {
        CrashSite.patch(site.lastLogFile(root), bytes -> change.accept(ByteBuffer.wrap(bytes)));
    }

    @Test
    void cutsGarbageAfterTheTail() {
        CrashSite site = crashed();
        byte[] garbage = new byte[1000];
        new SplittableRandom(1).nextBytes(garbage);

        site.recoverTwice(
                root -> CrashSite.write(site.lastLogFile(root), (FLUSHED + UNFLUSHED) * SIZE, garbage),
                has(FLUSHED + UNFLUSHED));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 60, 61, 10_000})
    void bearsZerosAfterTheTail(int zeros) {
        CrashSite site = crashed();

        site.recoverTwice(
                root -> CrashSite.write(site.lastLogFile(root), (FLUSHED + UNFLUSHED) * SIZE, new byte[zeros]),
                has(FLUSHED + UNFLUSHED));
        site.recover(
                root -> CrashSite.write(site.lastLogFile(root), (FLUSHED + UNFLUSHED) * SIZE, new byte[zeros]),
                hasAndGoesOn(FLUSHED + UNFLUSHED));
    }

    /** Bytes of an earlier life of the file: their checksums are good. */
    @Test
    void doesNotBringBackOldBatchesPastTheTail() {
        CrashSite site = crashed();
        int end = FLUSHED + UNFLUSHED;
        ByteBuffer lowerOffset =
                TestBatches.at(3).sizeInBytes(SIZE).leaderEpoch(EPOCH).build();
        ByteBuffer lowerEpoch =
                TestBatches.at(end).sizeInBytes(SIZE).leaderEpoch(EPOCH - 1).build();
        ByteBuffer lowerEpochAndLater =
                TestBatches.at(end + 5).sizeInBytes(SIZE).leaderEpoch(1).build();

        for (ByteBuffer old : List.of(lowerOffset, lowerEpoch, lowerEpochAndLater)) {
            site.recoverTwice(root -> CrashSite.write(site.lastLogFile(root), end * SIZE, bytes(old)), has(end));
            site.recover(root -> CrashSite.write(site.lastLogFile(root), end * SIZE, bytes(old)), hasAndGoesOn(end));
        }
    }

    /** The next batch is good, but it follows a bad one: offsets would not be dense. */
    @Test
    void keepsNothingPastABadBatch() {
        CrashSite site = crashed();

        site.recoverTwice(
                root -> CrashSite.patch(site.lastLogFile(root), bytes -> bytes[FLUSHED * SIZE + 80] ^= 1),
                has(FLUSHED));
        // A batch of the same size puts the old one behind it at just its old place, with a good checksum.
        ByteBuffer other = TestBatches.at(FLUSHED)
                .sizeInBytes(SIZE)
                .leaderEpoch(EPOCH)
                .seed(9)
                .build();
        site.recover(
                root -> CrashSite.patch(site.lastLogFile(root), bytes -> bytes[FLUSHED * SIZE + 80] ^= 1),
                (session, log) -> session.append(log, other),
                (session, log) -> assertThat(session.readFrom(log, FLUSHED)).containsExactly(other));
    }
}
