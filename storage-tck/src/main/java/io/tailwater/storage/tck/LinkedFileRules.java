package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tailwater.spi.AbortedTransaction;
import io.tailwater.spi.PartitionLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A file that has another hard link, as those of a backup have, is never written to or cut: it is copied or left. */
abstract class LinkedFileRules extends StorageSuite {

    private static final int BATCHES = 90;
    private static final int SIZE = 130;

    /** What is done to a log whose files have other links. */
    enum Change {
        APPENDING,
        CUTTING,
        DELETING,
        NOTING_ABORTED,
        FORGETTING_ABORTED;

        void make(EngineSession session, PartitionLog log) {
            switch (this) {
                case APPENDING -> session.appendMany(log, 50, SIZE);
                case CUTTING -> {
                    session.await(log.truncateTo(BATCHES - 5));
                    session.appendMany(log, 20, SIZE);
                }
                case DELETING -> {
                    session.await(log.deleteBefore(BATCHES / 2));
                    session.appendMany(log, 20, SIZE);
                }
                case NOTING_ABORTED ->
                    log.noteAborted(new AbortedTransaction(2, BATCHES - 8, BATCHES - 7, BATCHES - 6));
                case FORGETTING_ABORTED -> log.forgetAborted(BATCHES - 20);
            }
            log.writeBlob("tailwater-test", new byte[] {1}); // has what is noted written, too
            session.await(log.flush());
        }
    }

    @BeforeEach
    void skipWhatKeepsNothing() {
        onlyIfFilesAreKept();
        assumeTrue(storage().sparesLinkedFiles(), "links to this engine's files are no backups");
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void staysAsItIsAfterACleanStop(Change change) {
        CrashSite closed = CrashSite.afterClosing(storage(), root(), this::fill);
        assertLinksKeepTheirBytes(closed, change, false);
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void staysAsItIsAfterACrashThatLeftATornEnd(Change change) {
        CrashSite crashed = CrashSite.after(storage(), root(), this::fill);
        assertLinksKeepTheirBytes(crashed, change, true);
    }

    private void fill(EngineSession session, PartitionLog log) {
        session.appendMany(log, BATCHES, SIZE);
        log.noteAborted(new AbortedTransaction(1, BATCHES - 15, BATCHES - 10, BATCHES - 9));
        log.writeBlob("tailwater-test", new byte[] {0});
        session.await(log.flush());
    }

    private void assertLinksKeepTheirBytes(CrashSite site, Change change, boolean torn) {
        Path links = FileTree.io(() -> Files.createDirectory(root().resolve("links")));
        site.recover(
                root -> {
                    if (torn) {
                        Path last = site.lastLogFile(root);
                        CrashSite.write(last, CrashSite.dataEnd(last), new byte[] {1, 2, 3});
                    }
                    link(root, links);
                },
                (session, log) -> {
                    Map<Path, Long> before = checksums(links);
                    assertThat(before).isNotEmpty();
                    change.make(session, log);
                    session.close();
                    assertThat(checksums(links)).isEqualTo(before);
                });
    }

    private static void link(Path from, Path to) {
        FileTree.io(() -> {
            for (Path file : filesBelow(from)) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.createLink(target, file);
            }
            return to;
        });
    }

    private static List<Path> filesBelow(Path root) {
        return FileTree.io(() -> {
            try (Stream<Path> walk = Files.walk(root)) {
                return walk.filter(Files::isRegularFile).toList();
            }
        });
    }

    private static Map<Path, Long> checksums(Path root) {
        Map<Path, Long> checksums = new TreeMap<>();
        for (Path file : filesBelow(root)) {
            CRC32C crc = new CRC32C();
            crc.update(FileTree.io(() -> Files.readAllBytes(file)));
            checksums.put(root.relativize(file), crc.getValue());
        }
        return checksums;
    }
}
