package io.tailwater.storage.tck;

import io.tailwater.spi.LogOptions;
import io.tailwater.storage.tck.LogOperation.Append;
import io.tailwater.storage.tck.LogOperation.Crash;
import io.tailwater.storage.tck.LogOperation.DeleteBefore;
import io.tailwater.storage.tck.LogOperation.Flush;
import io.tailwater.storage.tck.LogOperation.LookUp;
import io.tailwater.storage.tck.LogOperation.Read;
import io.tailwater.storage.tck.LogOperation.Reconfigure;
import io.tailwater.storage.tck.LogOperation.ReopenLog;
import io.tailwater.storage.tck.LogOperation.ReopenStorage;
import io.tailwater.storage.tck.LogOperation.Rewrite;
import io.tailwater.storage.tck.LogOperation.Roll;
import io.tailwater.storage.tck.LogOperation.TruncateTo;
import io.tailwater.storage.tck.LogOperation.WriteBlob;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;

/** Whatever is done to a log, it behaves like a plain list of batches. jqwik prints the seed and the shortest list of steps. */
public abstract class LogModelProperties {

    /** The engine to prove; called often. */
    protected abstract StorageUnderTest storage();

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    protected void behavesLikeAList(@ForAll("operations") List<LogOperation> operations) throws Exception {
        trial(operations);
    }

    @Tag("thorough")
    @Property(tries = 10_000, edgeCases = EdgeCasesMode.NONE)
    protected void behavesLikeAListThousandsOfTimes(@ForAll("operations") List<LogOperation> operations)
            throws Exception {
        trial(operations);
    }

    private void trial(List<LogOperation> operations) throws Exception {
        Path directory = ScratchDirectories.create();
        try (LogModelTrial trial = new LogModelTrial(storage(), directory, operations.hashCode())) {
            operations.forEach(trial::step);
        } finally {
            FileTree.delete(directory);
        }
    }

    /** Lists of up to 50 steps, weighted towards appends. */
    @Provide
    protected Arbitrary<List<LogOperation>> operations() {
        Arbitrary<Integer> perMille = Arbitraries.integers().between(0, 1000);
        Arbitrary<Integer> sizes = Arbitraries.integers().between(127, 1500);
        Arbitrary<Integer> timestamps = Arbitraries.integers().between(-1, 100);
        Arbitrary<LogOperation> append = Combinators.combine(
                        sizes.list().ofMinSize(1).ofMaxSize(6), timestamps)
                .as(Append::new);
        Arbitrary<LogOperation> read = Combinators.combine(
                        perMille, Arbitraries.integers().between(1, 20_000), perMille)
                .as(Read::new);
        Arbitrary<LogOperation> reconfigure = Combinators.combine(
                        Arbitraries.integers().between(LogOptions.MIN_SEGMENT_BYTES, 8192),
                        Arbitraries.integers().between(1, 200),
                        Arbitraries.of(0, 1, 500, 4096),
                        Arbitraries.of(0, 0, 1000))
                .as((bytes, millis, interval, delay) ->
                        new Reconfigure(new LogOptions(bytes, millis, interval, delay)));
        return Arbitraries.<LogOperation>frequencyOf(
                        Tuple.of(12, append),
                        Tuple.of(4, read),
                        Tuple.of(2, Arbitraries.of(new Flush())),
                        Tuple.of(2, timestamps.map(LookUp::new)),
                        Tuple.of(2, perMille.map(DeleteBefore::new)),
                        Tuple.of(2, perMille.map(TruncateTo::new)),
                        Tuple.of(1, reconfigure),
                        Tuple.of(1, Arbitraries.of(new Roll())),
                        Tuple.of(2, Arbitraries.longs().map(Rewrite::new)),
                        Tuple.of(
                                1, Arbitraries.strings().alpha().ofMaxLength(20).map(WriteBlob::new)),
                        Tuple.of(1, Arbitraries.of(new ReopenLog(), new ReopenStorage(), new Crash())))
                .list()
                .ofMaxSize(50);
    }
}
