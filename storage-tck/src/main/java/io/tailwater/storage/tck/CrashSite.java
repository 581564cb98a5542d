package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.RecordBatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A directory that an engine left without closing it, to be copied, damaged and opened again and again. Owned by one test. */
final class CrashSite {

    private final StorageUnderTest engine;
    private final Path directory;
    private final Path left;
    private int tries;

    private CrashSite(StorageUnderTest engine, Path directory) {
        this.engine = engine;
        this.directory = directory;
        this.left = directory.resolve("left");
    }

    /** Does some work on {@link EngineSession#LOG}, and kills the process. */
    static CrashSite after(StorageUnderTest engine, Path directory, BiConsumer<EngineSession, PartitionLog> work) {
        CrashSite site = new CrashSite(engine, directory);
        Path root = FileTree.io(() -> Files.createDirectory(directory.resolve("before")));
        site.live(root, work, life -> life.crash(site.left));
        return site;
    }

    /** Does some work, and closes the storage. */
    static CrashSite afterClosing(
            StorageUnderTest engine, Path directory, BiConsumer<EngineSession, PartitionLog> work) {
        return after(engine, directory, (session, log) -> {
            work.accept(session, log);
            session.close();
        });
    }

    /** Damages a copy of the directory and opens it. */
    void recover(Consumer<Path> damage, BiConsumer<EngineSession, PartitionLog> check) {
        Path root = damagedCopy(damage);
        live(root, check, life -> {});
        FileTree.delete(root);
    }

    /** As {@link #recover}, then kills the process and opens what it left once more. */
    void recover(
            Consumer<Path> damage,
            BiConsumer<EngineSession, PartitionLog> first,
            BiConsumer<EngineSession, PartitionLog> second) {
        Path root = damagedCopy(damage);
        Path next = directory.resolve("next-" + tries);
        Path last = directory.resolve("last-" + tries);
        live(root, first, life -> life.crash(next));
        List<ByteBuffer> before = logBytes(next);
        live(
                next,
                second.andThen((session, log) -> assertThat(log.recovery().cutBytes())
                        .as("bytes cut the second time")
                        .isZero()),
                life -> life.crash(last));
        assertThat(logBytes(last))
                .as("bytes of log files after the second time")
                .isEqualTo(before);
        List.of(root, next, last).forEach(FileTree::delete);
    }

    /** Opens a damaged copy, kills the process at once and opens again: the second time nothing may change. */
    void recoverTwice(Consumer<Path> damage, BiConsumer<EngineSession, PartitionLog> check) {
        recover(damage, check, check);
    }

    private List<ByteBuffer> logBytes(Path root) {
        return logFiles(root).stream()
                .map(file -> FileTree.io(() -> ByteBuffer.wrap(Files.readAllBytes(file))))
                .map(bytes -> bytes.limit(dataEnd(bytes)))
                .toList();
    }

    private Path damagedCopy(Consumer<Path> damage) {
        Path root = directory.resolve("try-" + ++tries);
        FileTree.copy(left, root);
        damage.accept(root);
        return root;
    }

    private void live(Path root, BiConsumer<EngineSession, PartitionLog> work, Death death) {
        FileTree.io(() -> {
            try (EngineLife life = new EngineLife(engine, root, tries)) {
                EngineSession session = life.open();
                work.accept(session, session.openLog());
                death.of(life);
            }
            return root;
        });
    }

    @FunctionalInterface
    private interface Death {
        void of(EngineLife life) throws IOException;
    }

    /** The log files, oldest first, those without a batch left out. */
    List<Path> logFiles(Path root) {
        return FileTree.filesEndingWith(root, engine.fileNames().logSuffix()).stream()
                .filter(file -> dataEnd(file) > 0)
                .toList();
    }

    /** The log file that has the last batch. */
    Path lastLogFile(Path root) {
        List<Path> files = logFiles(root);
        return files.get(files.size() - 1);
    }

    /** Where in a log file its batches end. */
    static int dataEnd(Path logFile) {
        return dataEnd(FileTree.io(() -> ByteBuffer.wrap(Files.readAllBytes(logFile))));
    }

    private static int dataEnd(ByteBuffer bytes) {
        int at = 0;
        while (bytes.limit() - at >= RecordBatchHeader.SIZE
                && RecordBatchHeader.magic(bytes, at) == RecordBatchHeader.MAGIC
                && RecordBatchHeader.sizeInBytes(bytes, at) <= bytes.limit() - at) {
            at += RecordBatchHeader.sizeInBytes(bytes, at);
        }
        return at;
    }

    static int size(Path file) {
        return FileTree.io(() -> (int) Files.size(file));
    }

    /** Changes the bytes of a file in place. */
    static void patch(Path file, Consumer<byte[]> change) {
        FileTree.io(() -> {
            byte[] bytes = Files.readAllBytes(file);
            change.accept(bytes);
            return Files.write(file, bytes);
        });
    }

    /** Cuts a file, which keeps its length or not. */
    static void cut(Path file, int at, boolean keepLength) {
        FileTree.io(() -> {
            byte[] bytes = Files.readAllBytes(file);
            byte[] cut = new byte[keepLength ? bytes.length : at];
            System.arraycopy(bytes, 0, cut, 0, at);
            return Files.write(file, cut);
        });
    }

    /** Writes bytes over what a file has at a position, or past its end. */
    static void write(Path file, int at, byte[] written) {
        FileTree.io(() -> {
            byte[] bytes = Files.readAllBytes(file);
            byte[] longer = Arrays.copyOf(bytes, Math.max(bytes.length, at + written.length));
            System.arraycopy(written, 0, longer, at, written.length);
            return Files.write(file, longer);
        });
    }
}
