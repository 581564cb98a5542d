package io.tailwater.storage.mmap;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.LogOptions;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.file.SystemFiles;
import io.tailwater.storage.tck.EngineSession;
import io.tailwater.storage.tck.RandomizedExecutors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How much of the logs' files is mapped, as the operating system sees it. */
@EnabledOnOs(OS.LINUX)
class MappedWindowsTest {

    private static final LogOptions OPTIONS = new LogOptions(1 << 20, Long.MAX_VALUE, 4096);

    @TempDir
    Path directory;

    /** Those of the session opened last; on this thread, so that nothing is prepared while it is looked at what is mapped. */
    private RandomizedExecutors workers = new RandomizedExecutors(0);

    @Test
    void aLogThatIsIdleGivesItsWindowsBackAndGetsNewOnesWithTheNextAppend() {
        try (EngineSession session = open(Map.of())) {
            PartitionLog idle = session.openLog(EngineSession.id("idle", 1), OPTIONS);
            PartitionLog busy = session.openLog(EngineSession.id("busy", 1), OPTIONS);
            List<ByteBuffer> batches = session.appendMany(idle, 100, 1000);
            session.appendMany(busy, 100, 1000);
            workers.runAll();

            session.await(session.storage().checkpoint());
            assertThat(mappedBytes(idle)).as("looked at for the first time").isPositive();
            session.appendMany(busy, 1, 1000);
            session.await(session.storage().checkpoint());

            assertThat(mappedBytes(idle)).as("idle for a whole interval").isZero();
            assertThat(mappedBytes(busy)).as("appended to meanwhile").isPositive();
            session.await(idle.reserve(1000));
            assertThat(mappedBytes(idle)).as("room was made before the append").isPositive();
            batches.addAll(session.appendMany(idle, 100, 1000));
            session.assertHolds(idle, batches);
        }
    }

    @Test
    void aLogThatGaveItsWindowsBackHoldsAllItHadAfterAStop() {
        List<ByteBuffer> batches = new ArrayList<>();
        try (EngineSession session = open(Map.of())) {
            PartitionLog log = session.openLog(EngineSession.LOG, OPTIONS);
            for (int i = 0; i < 20; i++) {
                batches.addAll(session.appendMany(log, 7, 30_001));
                workers.runAll();
                session.await(session.storage().checkpoint());
                session.await(session.storage().checkpoint());
                assertThat(mappedBytes(log)).isZero();
            }
        }
        try (EngineSession session = open(Map.of())) {
            PartitionLog log = session.openLog(EngineSession.LOG, OPTIONS);
            assertThat(log.recovery().clean()).isTrue();
            session.assertHolds(log, batches);
        }
    }

    @Test
    void allLogsTogetherStayWithinTheLimit() {
        int limit = 2 << 20;
        SplittableRandom random = new SplittableRandom(7);
        try (EngineSession session = open(Map.of("mappedBytes", String.valueOf(limit)))) {
            List<PartitionLog> logs = new ArrayList<>();
            List<List<ByteBuffer>> batches = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                logs.add(session.openLog(EngineSession.id("orders-" + i, 1), OPTIONS));
                batches.add(new ArrayList<>());
            }
            for (int i = 0; i < 500; i++) {
                int log = random.nextInt(logs.size());
                batches.get(log).addAll(session.appendMany(logs.get(log), 3, 1000 + random.nextInt(40_000)));
                assertThat(mappedBytes(directory)).isLessThan(limit + (512 << 10)); // one that is extended just now
            }
            for (int i = 0; i < logs.size(); i++) {
                session.assertHolds(logs.get(i), batches.get(i));
            }
        }
    }

    private long mappedBytes(PartitionLog log) {
        return mappedBytes(EngineSession.directoryOf(directory).resolve(log.id().directoryName()));
    }

    private static long mappedBytes(Path below) {
        try {
            return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                    .filter(line -> line.contains(below.toString() + "/"))
                    .mapToLong(MappedWindowsTest::length)
                    .sum();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long length(String mapping) {
        String[] range = mapping.substring(0, mapping.indexOf(' ')).split("-", 2);
        return Long.parseUnsignedLong(range[1], 16) - Long.parseUnsignedLong(range[0], 16);
    }

    private EngineSession open(Map<String, String> settings) {
        workers = new RandomizedExecutors(0);
        return EngineSession.open(
                context -> new MmapLogStorageProvider().open(context.withSettings(settings)),
                directory,
                new SystemFiles(),
                workers);
    }
}
