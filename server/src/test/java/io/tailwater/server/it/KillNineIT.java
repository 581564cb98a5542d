package io.tailwater.server.it;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A broker process killed at any instant under mixed load keeps what it said: acknowledged records of every sort of producer,
 * transactions, committed offsets, topics, deletions, compacted keys.
 */
class KillNineIT {

    private static final int RUNS = 15;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = "mmap")
    @Timeout(400)
    void keepsWhatItSaidWhenKilled(String engine) throws Exception {
        killAndCheck(engine, 2, Long.getLong("tailwater.seed", System.nanoTime()));
    }

    @ParameterizedTest
    @MethodSource("io.tailwater.server.it.Engines#names")
    @Tag("thorough")
    void keepsWhatItSaidWhenKilledHundredsOfTimes(String engine) throws Exception {
        for (int run = 0; run < RUNS; run++) {
            killAndCheck(engine, 20, System.nanoTime());
        }
    }

    private void killAndCheck(String engine, int rounds, long seed) throws Exception {
        BrokerSetup setup = BrokerSetup.in(directory.resolve("data-" + seed))
                .withPort(FreePort.belowEphemeral())
                .withEngine(engine)
                .withConf("{\"topics\": {\"autoCreate\": false}, \"storage\": {\"checkpointIntervalMillis\": 1000}}");
        try (KilledProcess victim = new KilledProcess(setup, new Random(seed))) {
            new CrashRig("KillNineIT " + engine, seed, false).run(victim, rounds);
        }
    }
}
