package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.PartitionLog;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an interrupted roll, deletion or replacement leaves lying about; and how much is looked at. */
abstract class LeftoverRules extends StorageSuite {

    private final List<ByteBuffer> batches = new ArrayList<>();

    @BeforeEach
    void skipWhatKeepsNothing() {
        onlyIfFilesAreKept();
    }

    private void fill(EngineSession session, PartitionLog log) {
        batches.addAll(session.appendMany(log, 40, 1000));
        session.await(log.flush());
    }

    private void bears(Consumer<Path> leftover) {
        CrashSite site = CrashSite.after(storage(), root(), this::fill);
        site.recoverTwice(leftover, (session, log) -> {
            assertThat(log.endOffset()).isEqualTo(40);
            session.assertHolds(log, batches);
        });
        site.recover(leftover, (session, log) -> {
            List<ByteBuffer> more = session.appendMany(log, 20, 1000);
            assertThat(session.readFrom(log, 40)).isEqualTo(more);
        });
    }

    private Path directory(Path root) {
        List<Path> logs = FileTree.filesEndingWith(root, storage().fileNames().logSuffix());
        Path directory = logs.get(0).getParent();
        if (directory == null) {
            throw new AssertionError("log files lie in no directory");
        }
        return directory;
    }

    private void leave(Path root, String name, byte[] bytes) {
        FileTree.io(() -> Files.write(directory(root).resolve(name), bytes));
    }

    @Test
    void bearsTheEmptyFileOfASegmentToCome() {
        bears(root -> leave(root, "00000000000000000040" + storage().fileNames().logSuffix(), new byte[0]));
    }

    @Test
    void bearsTheZerosOfASegmentToCome() {
        bears(root -> leave(root, "00000000000000000040" + storage().fileNames().logSuffix(), new byte[8192]));
    }

    @Test
    void bearsIndexesWithoutALog() {
        bears(root -> {
            for (String suffix : storage().fileNames().indexSuffixes()) {
                leave(root, "00000000000000000040" + suffix, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
                leave(root, "00000000000000000007" + suffix, new byte[24]);
            }
        });
    }

    @Test
    void bearsTemporaryFiles() {
        bears(root -> {
            leave(root, "00000000000000000000.log.tmp", new byte[100]);
            leave(root, "something.tmp", new byte[100]);
            leave(root, ".hidden", new byte[0]);
            leave(root, "0.log", new byte[100]);
        });
    }

    @Test
    void looksAtNothingAfterACleanEnd() {
        CrashSite site = CrashSite.afterClosing(storage(), root(), this::fill);

        site.recoverTwice(root -> {}, (session, log) -> {
            session.assertHolds(log, batches);
            assertThat(log.recovery().cutBytes()).isZero();
        });
        site.recover(root -> {}, (session, log) -> {
            assertThat(session.storage().cleanlyClosed()).isTrue();
            assertThat(log.recovery().clean()).isTrue();
            assertThat(log.recovery().scannedBytes()).isZero();
        });
    }

    @Test
    void looksOnlyAtWhatLiesPastTheLastCheckpoint() {
        CrashSite site = CrashSite.after(storage(), root(), (session, log) -> {
            fill(session, log);
            session.await(session.storage().checkpoint());
            batches.addAll(session.appendMany(log, 2, 1000));
        });

        site.recover(root -> {}, (session, log) -> {
            session.assertHolds(log, batches);
            assertThat(log.recovery().scannedBytes()).isLessThanOrEqualTo(3 * 4096L);
        });
    }
}
