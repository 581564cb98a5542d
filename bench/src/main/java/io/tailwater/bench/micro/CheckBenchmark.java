package io.tailwater.bench.micro;

import io.tailwater.bench.wire.BatchShape;
import io.tailwater.bench.wire.SampleBatch;
import io.tailwater.core.record.BatchCheck;
import io.tailwater.core.record.CheckRules;
import io.tailwater.core.record.RecordFormat;
import io.tailwater.core.result.BrokerError;
import io.tailwater.records.RecordBatchFormat;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to check a produced batch of 64 KB (before compression) of 100-byte records. Owned by JMH. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters and calls the set-up
public class CheckBenchmark {

    private static final int BATCH_BYTES = 64 << 10;
    private static final int RECORD_BYTES = 100;
    private static final long TIMESTAMP_MILLIS = 1_700_000_000_000L;

    /** Kafka's names of the codecs. */
    @Param({"none", "lz4", "snappy", "zstd", "gzip"})
    public String compression;

    /** Every record, or the header and CRC only. */
    @Param({"RECORDS", "HEADER"})
    public CheckRules.Level level;

    private SampleBatch batch;
    private CheckRules rules;
    private RecordFormat format;

    /** Builds the batch. */
    @Setup
    public void build() {
        BatchShape shape = new BatchShape(RECORD_BYTES, BATCH_BYTES, 0, compression);
        batch = SampleBatch.build(shape, TIMESTAMP_MILLIS, new Random(1));
        rules = new CheckRules(level, 1 << 20, false, Long.MIN_VALUE, Long.MAX_VALUE);
        format = new RecordBatchFormat();
    }

    /** Checks it once, to the end. */
    @Benchmark
    public @Nullable BrokerError check() {
        try (BatchCheck check = format.check(batch.bytes().duplicate(), rules)) {
            while (!check.advance(Integer.MAX_VALUE)) {
                Thread.onSpinWait();
            }
            BrokerError error = check.error();
            if (error != null) {
                throw new IllegalStateException("a good batch was refused: " + error);
            }
            return error;
        }
    }
}
