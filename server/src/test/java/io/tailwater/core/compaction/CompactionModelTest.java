package io.tailwater.core.compaction;

import io.tailwater.core.compaction.CompactionStep.Append;
import io.tailwater.core.compaction.CompactionStep.Compact;
import io.tailwater.core.compaction.CompactionStep.CompactAndLosePower;
import io.tailwater.core.compaction.CompactionStep.End;
import io.tailwater.core.compaction.CompactionStep.Reopen;
import io.tailwater.core.compaction.CompactionStep.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;

/**
 * Whatever is written and however often it is compacted, readers of committed records find the last value of every key, at its
 * offset. jqwik prints the seed and the shortest list of steps.
 */
class CompactionModelTest {

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void readersFindTheLastValueOfEveryKey(@ForAll("steps") List<CompactionStep> steps) throws IOException {
        trial(steps);
    }

    @Tag("thorough")
    @Property(tries = 10_000, edgeCases = EdgeCasesMode.NONE)
    void readersFindTheLastValueOfEveryKeyThousandsOfTimes(@ForAll("steps") List<CompactionStep> steps)
            throws IOException {
        trial(steps);
    }

    private static void trial(List<CompactionStep> steps) throws IOException {
        Path shared = Path.of("/dev/shm");
        Path directory = Files.isWritable(shared)
                ? Files.createTempDirectory(shared, "tailwater-compaction")
                : Files.createTempDirectory("tailwater-compaction");
        try (CompactionTrial trial = new CompactionTrial(directory, steps.hashCode())) {
            steps.forEach(trial::step);
        } finally {
            try (Stream<Path> all = Files.walk(directory)) {
                all.sorted(Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
        }
    }

    @Provide
    Arbitrary<List<CompactionStep>> steps() {
        Arbitrary<Integer> producers = Arbitraries.integers().between(0, 5);
        Arbitrary<List<Integer>> keys = Arbitraries.frequencyOf(
                        Tuple.of(4, Arbitraries.integers().between(1, 30)),
                        Tuple.of(1, Arbitraries.integers().between(-30, -1)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(12);
        Arbitrary<CompactionStep> append = Combinators.combine(
                        producers, Arbitraries.integers().between(0, 4), keys)
                .as(Append::new);
        Arbitrary<CompactionStep> end = Combinators.combine(
                        Arbitraries.integers().between(3, 5), Arbitraries.of(true, false))
                .as(End::new);
        return Arbitraries.frequencyOf(
                        Tuple.of(12, append),
                        Tuple.of(5, end),
                        Tuple.of(3, Arbitraries.of(true, false).map(Compact::new)),
                        Tuple.of(
                                2, Arbitraries.integers().between(1, 60).<CompactionStep>map(CompactAndLosePower::new)),
                        Tuple.of(2, Arbitraries.integers().between(1, 2_000).<CompactionStep>map(Wait::new)),
                        Tuple.of(1, Arbitraries.just((CompactionStep) new Reopen())))
                .list()
                .ofMinSize(5)
                .ofMaxSize(60);
    }
}
