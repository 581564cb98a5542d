package io.tailwater.core.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.result.Result;
import io.tailwater.core.topic.TopicConfig;
import io.tailwater.core.topic.TopicSettings;
import io.tailwater.spi.PartitionLog;
import io.tailwater.storage.tck.EngineSession;
import io.tailwater.storage.tck.TestBatches;
import io.tailwater.storage.tck.memory.InMemoryLogStorageProvider;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a log of ten segments of four batches of 1,000 bytes, a second each, and one that is being written. */
class CleanableTest {

    private static final long NOW = 1_000_000;

    @TempDir
    Path directory;

    private EngineSession session;
    private PartitionLog log;

    @BeforeEach
    void fill() {
        session = EngineSession.open(new InMemoryLogStorageProvider()::open, directory);
        log = session.openLog();
        for (int i = 0; i < 42; i++) {
            session.append(
                    log,
                    TestBatches.at(i)
                            .sizeInBytes(1000)
                            .timestamp(NOW - 42_000 + i * 1000L)
                            .build());
        }
    }

    @AfterEach
    void close() {
        session.close();
    }

    private Cleanable look(CompactionPoint point, long decidedEnd, String... settings) {
        Map<String, String> topic = new HashMap<>(Map.of("cleanup.policy", "compact"));
        for (int i = 0; i < settings.length; i += 2) {
            topic.put(settings[i], settings[i + 1]);
        }
        Result<TopicConfig> config = TopicSettings.parse(new HashMap<>(topic), Map.of());
        return Cleanable.of(new CompactableLog(log, ((Result.Ok<TopicConfig>) config).value(), decidedEnd), point, NOW);
    }

    private static CompactionPoint at(long dirtyFrom) {
        return new CompactionPoint(dirtyFrom, Long.MAX_VALUE);
    }

    @Test
    void neverTouchesWhatIsBeingWritten() {
        assertThat(look(at(0), 42)).isEqualTo(new Cleanable(40, 40_000, 40_000, false, true));
    }

    @Test
    void waitsUntilEnoughIsDirty() {
        assertThat(look(at(20), 42).due()).isFalse();
        assertThat(look(at(19), 42).due()).isTrue();
        assertThat(look(at(20), 42, "min.cleanable.dirty.ratio", "0.49").due()).isTrue();
        assertThat(look(at(40), 42, "min.cleanable.dirty.ratio", "0").due()).isFalse();
    }

    @Test
    void leavesWhatIsNotDecided() {
        assertThat(look(at(0), 30)).isEqualTo(new Cleanable(28, 28_000, 28_000, false, true));
        assertThat(look(at(0), 3).due()).isFalse();
    }

    @Test
    void leavesWhatIsTooYoung() {
        assertThat(look(at(0), 42, "min.compaction.lag.ms", "20000").endOffset())
                .isEqualTo(20);
    }

    @Test
    void doesNotWaitWithWhatIsTooOld() {
        assertThat(look(at(36), 42, "max.compaction.lag.ms", "5000").overdue()).isTrue();
        assertThat(look(at(36), 42, "max.compaction.lag.ms", "7000").due()).isFalse();
        assertThat(look(at(40), 42, "max.compaction.lag.ms", "5000").due()).isFalse();
    }

    @Test
    void doesNotWaitWhenWhatWasKeptForAWhileMayGo() {
        assertThat(look(new CompactionPoint(40, NOW), 42).due()).isTrue();
        assertThat(look(new CompactionPoint(40, NOW + 1), 42).due()).isFalse();
    }

    @Test
    void remembersHowFarItWasCompactedAndBeginsAnewWhereThatCannotBe() {
        assertThat(CompactionPoint.read(log)).isEqualTo(at(0));

        new CompactionPoint(20, 77).write(log);
        assertThat(CompactionPoint.read(log)).isEqualTo(new CompactionPoint(20, 77));

        session.await(log.deleteBefore(30));
        assertThat(CompactionPoint.read(log)).isEqualTo(new CompactionPoint(30, 77));

        new CompactionPoint(43, 77).write(log);
        assertThat(CompactionPoint.read(log).dirtyFrom()).isEqualTo(30);

        log.writeBlob(CompactionPoint.BLOB, new byte[22]);
        assertThat(CompactionPoint.read(log)).isEqualTo(at(30));
    }
}
