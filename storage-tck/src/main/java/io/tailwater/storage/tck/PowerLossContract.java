package io.tailwater.storage.tck;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Power is lost at any moment, during recovery too, and what was acknowledged as durable is there afterwards: flushed
 * batches, starts, cuts, values; what was deleted stays deleted; nothing shows up that was never appended; and recovery
 * works the same a second time. Which states power loss may leave behind says
 * {@link io.tailwater.storage.tck.file.RecordingFiles}.
 */
public abstract class PowerLossContract extends StorageSuite {

    @BeforeEach
    void skipWhatKeepsNothing() {
        onlyIfFilesAreKept();
    }

    @Test
    void keepsWhatWasAcknowledged() {
        Seeds.each(100, seed -> trial(seed, 40, storage().rewrites()));
    }

    /** Seeds that failed once. */
    @ParameterizedTest
    @ValueSource(longs = {449_394_520_347L})
    void keepsWhatWasAcknowledgedWhereItOnceDidNot(long seed) throws Exception {
        trial(seed, 60, false);
    }

    @Test
    @Tag("thorough")
    @Timeout(600)
    void keepsWhatWasAcknowledgedThousandsOfTimes() {
        Seeds.fresh(10_000, seed -> trial(seed, 60, storage().rewrites()));
    }

    @Nested
    class Acknowledged extends AcknowledgedRules {
        @Override
        protected StorageUnderTest storage() {
            return PowerLossContract.this.storage();
        }
    }

    private void trial(long seed, int steps, boolean rewriting) throws Exception {
        Path directory = Files.createDirectory(root().resolve("seed-" + seed));
        new PowerLossTrial(storage(), directory, seed, steps, rewriting).run();
        FileTree.delete(directory);
    }
}
