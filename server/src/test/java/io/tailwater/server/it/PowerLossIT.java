package io.tailwater.server.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A whole broker whose machine loses power at any change of any file under mixed load keeps what it said is durable: records
 * acknowledged with {@code acks=all}, transactions, committed offsets, topics, deletions, compacted keys; and consumers held to
 * what is durable see again what they saw.
 */
class PowerLossIT {

    private static final int RUNS = 15;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = "mmap")
    @Timeout(400)
    void keepsWhatItSaidIsDurable(String engine) throws Exception {
        losePowerAndCheck(engine, 2, Long.getLong("tailwater.seed", System.nanoTime()));
    }

    @ParameterizedTest
    @MethodSource("io.tailwater.server.it.Engines#names")
    @Tag("thorough")
    void keepsWhatItSaidIsDurableInHundredsOfLives(String engine) throws Exception {
        for (int run = 0; run < RUNS; run++) {
            losePowerAndCheck(engine, 20, System.nanoTime());
        }
    }

    private void losePowerAndCheck(String engine, int rounds, long seed) throws Exception {
        Path lives = Files.createDirectory(directory.resolve("lives-" + seed));
        try (PowerlessBroker victim = new PowerlessBroker(lives, engine, new SplittableRandom(seed))) {
            new CrashRig("PowerLossIT " + engine, seed, true).run(victim, rounds);
        }
    }
}
