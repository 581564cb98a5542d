package io.tailwater.server.coordinator;

import io.tailwater.storage.tck.file.RecordingFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** The lives of one data directory, each of which ends with a loss of power. Stateless. */
final class PoweredLives {

    /** Uses a data directory until the power is lost. */
    interface Life {
        void live(Path root, RecordingFiles files, SplittableRandom random) throws IOException;
    }

    private PoweredLives() {}

    /**
     * Lives, one after the other, each in what power loss left of the one before.
     *
     * @param directory where each has a directory of its own
     * @param seed of everything that is drawn; part of what a failure says
     * @return what the last one left
     */
    static Path run(Path directory, long seed, int lives, Life life) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        Path root = Files.createDirectory(directory.resolve("life-0"));
        for (int number = 1; number <= lives; number++) {
            Path next = directory.resolve("life-" + number);
            try (RecordingFiles files = new RecordingFiles(root)) {
                life.live(root, files, random);
                files.losePower(next, random.nextLong());
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("with seed " + seed + " in life " + number + ": " + e.getMessage(), e);
            }
            root = next;
        }
        return root;
    }
}
