package io.tailwater.bench;

import io.tailwater.bench.wire.BatchShape;
import io.tailwater.bench.wire.SampleBatch;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a record batch holds. Filled by picocli. */
final class BatchOptions {

    private static final List<String> COMPRESSIONS = List.of("none", "gzip", "snappy", "lz4", "zstd");
    private static final int LARGEST_BATCH_BYTES = 1 << 29;

    @Option(
            names = {"-s", "--record-size"},
            paramLabel = "BYTES",
            defaultValue = "100",
            description = "Size of each record's value (default: ${DEFAULT-VALUE}).")
    private int recordSize = 100;

    @Option(
            names = {"-B", "--batch-bytes"},
            paramLabel = "BYTES",
            description = "Fill each batch to this size before compression (default: 16384).")
    private @Nullable Integer batchBytes;

    @Option(
            names = {"-R", "--records-per-batch"},
            paramLabel = "N",
            description = "Put so many records into each batch, instead of filling it.")
    private @Nullable Integer recordsPerBatch;

    @Option(
            names = {"-z", "--compression"},
            paramLabel = "CODEC",
            defaultValue = "none",
            description = "none, gzip, snappy, lz4 or zstd (default: ${DEFAULT-VALUE}).")
    private String compression = "none";

    /**
     * The shape asked for.
     *
     * @param otherwise how many records, when neither size nor count was asked for; 0 to fill the batch
     */
    BatchShape shape(int otherwise) {
        Options.require(recordSize >= 0, "--record-size", "0 or more");
        Options.require(
                COMPRESSIONS.contains(compression), "--compression", "one of " + String.join(", ", COMPRESSIONS));
        int bytes = batchBytes == null ? 16 << 10 : batchBytes;
        Options.require(bytes > 0 && bytes <= LARGEST_BATCH_BYTES, "--batch-bytes", "1 to " + LARGEST_BATCH_BYTES);
        if (recordsPerBatch != null) {
            Options.require(recordsPerBatch > 0, "--records-per-batch", "at least 1");
            Options.require(
                    (long) recordsPerBatch * recordSize <= LARGEST_BATCH_BYTES,
                    "--records-per-batch times --record-size",
                    "at most " + LARGEST_BATCH_BYTES);
            return new BatchShape(recordSize, bytes, recordsPerBatch, compression);
        }
        return new BatchShape(recordSize, bytes, batchBytes == null ? otherwise : 0, compression);
    }

    /** Adds to a report's settings what became of the shape asked for. */
    void describe(Map<String, Object> settings, SampleBatch batch) {
        settings.put("recordSize", batch.recordSize());
        settings.put("recordsPerBatch", batch.recordCount());
        settings.put("batchBytes", batch.sizeBytes());
        settings.put("compression", compression);
    }
}
