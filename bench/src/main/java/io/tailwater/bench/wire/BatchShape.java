package io.tailwater.bench.wire;

/**
 * What one record batch is to hold.
 *
 * @param recordSize bytes of each record's value, at least 0; keys are null
 * @param batchBytes the size to fill before compression, used when {@code recordCount} is 0
 * @param recordCount records in a batch, or 0 for as many as fit (one at least)
 * @param compression {@code none}, {@code gzip}, {@code snappy}, {@code lz4} or {@code zstd}
 */
public record BatchShape(int recordSize, int batchBytes, int recordCount, String compression) {}
