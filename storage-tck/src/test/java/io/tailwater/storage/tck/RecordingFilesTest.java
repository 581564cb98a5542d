package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.spi.file.LogFile;
import io.tailwater.spi.file.MappedRegion;
import io.tailwater.storage.tck.file.RecordingFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingFilesTest {

    private static final int SEEDS = 100;

    @TempDir(factory = ScratchDirectories.class)
    Path directory;

    /** Work on files whose root is given. */
    private interface Work {
        void on(RecordingFiles files, Path root) throws IOException;
    }

    /** What a file has after each of many power losses; "-" where it is not there. */
    private Set<String> found(String name, Work work) throws IOException {
        Set<String> found = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            Path root = Files.createDirectory(directory.resolve("root-" + seed));
            Path after = directory.resolve("after-" + seed);
            try (RecordingFiles files = new RecordingFiles(root)) {
                work.on(files, root);
                files.losePower(after, seed);
            }
            Path file = after.resolve(name);
            found.add(Files.exists(file) ? Files.readString(file).replace('\0', '0') : "-");
        }
        return found;
    }

    private static void write(RecordingFiles files, Path file, String text, boolean force) throws IOException {
        try (LogFile open = files.openOrCreate(file)) {
            open.truncate(0);
            open.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
            if (force) {
                open.force();
            }
        }
    }

    @Test
    void whatIsForcedStays() throws IOException {
        assertThat(found("a", (files, root) -> {
                    write(files, root.resolve("a"), "new", true);
                    files.forceDirectory(root);
                }))
                .containsExactly("new");
    }

    @Test
    void aForcedFileWithoutAForcedNameMayBeGone() throws IOException {
        assertThat(found("a", (files, root) -> write(files, root.resolve("a"), "new", true)))
                .containsExactly("-", "new");
    }

    @Test
    void unforcedBytesAreThereOrZerosOrMissing() throws IOException {
        assertThat(found("a", (files, root) -> {
                    write(files, root.resolve("a"), "new", false);
                    files.forceDirectory(root);
                }))
                .containsExactly("", "000", "new");
    }

    @Test
    void aRenameOfForcedFilesIsAllOrNothing() throws IOException {
        assertThat(found("a", (files, root) -> {
                    write(files, root.resolve("a"), "old", true);
                    files.forceDirectory(root);
                    write(files, root.resolve("a.tmp"), "new", true);
                    files.rename(root.resolve("a.tmp"), root.resolve("a"));
                }))
                .containsExactly("new", "old");
    }

    @Test
    void aRenameDoesNotWaitForBytes() throws IOException {
        assertThat(found("a", (files, root) -> {
                    write(files, root.resolve("a"), "old", true);
                    files.forceDirectory(root);
                    write(files, root.resolve("a.tmp"), "new", false);
                    files.rename(root.resolve("a.tmp"), root.resolve("a"));
                }))
                .containsExactly("", "000", "new", "old");
    }

    @Test
    void aDeletionIsUndoneUnlessItWasForced() throws IOException {
        Work delete = (files, root) -> {
            write(files, root.resolve("a"), "old", true);
            files.forceDirectory(root);
            files.delete(root.resolve("a"));
        };

        assertThat(found("a", delete)).containsExactly("-", "old");
    }

    @Test
    void aFileCutAndGrownNeverShowsBytesOfBeforeAtItsNewEnd() throws IOException {
        assertThat(found("a", (files, root) -> {
                    write(files, root.resolve("a"), "oldold", true);
                    files.forceDirectory(root);
                    try (LogFile file = files.open(root.resolve("a"))) {
                        file.truncate(3);
                        file.write(ByteBuffer.wrap(new byte[] {'n', 'e', 'w'}), 3);
                    }
                }))
                .containsExactly("old", "old000", "oldnew", "oldold");
    }

    @Test
    void storesThroughMappingsAreDurableOnlyWhenForced() throws IOException {
        for (boolean forced : new boolean[] {true, false}) {
            Path inner = Files.createDirectory(directory.resolve("forced-" + forced));
            Set<String> found = new RecordingFilesTest().at(inner).found("a", (files, root) -> {
                write(files, root.resolve("a"), "old", true);
                files.forceDirectory(root);
                LogFile file = files.open(root.resolve("a"));
                MappedRegion region = file.map(0, 3);
                region.buffer().put(0, new byte[] {'n', 'e', 'w'});
                if (forced) {
                    file.force();
                }
            });
            assertThat(found).isEqualTo(forced ? Set.of("new") : Set.of("new", "old"));
        }
    }

    private RecordingFilesTest at(Path other) {
        directory = other;
        return this;
    }

    @Test
    void refusesToMapWhatWasNeverWritten() throws IOException {
        try (RecordingFiles files = new RecordingFiles(directory)) {
            LogFile file = files.openOrCreate(directory.resolve("a"));
            file.write(ByteBuffer.allocate(1), 20_000);

            assertThatThrownBy(() -> file.map(0, 4096)).hasMessageContaining("never written");
            assertThatThrownBy(() -> file.map(16_384, 40_000)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void everyCallFailsOncePowerIsLost() throws IOException {
        try (RecordingFiles files = new RecordingFiles(directory)) {
            files.losePowerAfter(3);
            write(files, directory.resolve("a"), "x", false); // create, truncate, write

            assertThatThrownBy(() -> files.forceDirectory(directory)).hasMessageContaining("power");
            assertThatThrownBy(() -> files.open(directory.resolve("a"))).hasMessageContaining("power");
            assertThat(files.isPowerLost()).isTrue();
        }
    }
}
