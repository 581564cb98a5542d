package io.tailwater.core.client;

import io.tailwater.core.partition.PartitionRead;
import io.tailwater.core.record.AbortedRecords;
import io.tailwater.core.record.RecordFormat;
import io.tailwater.core.record.RecordHeader;
import io.tailwater.core.record.RecordScan;
import io.tailwater.spi.AbortedTransaction;
import io.tailwater.spi.LogSlice;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.spi.SoundBatch;
import io.tailwater.spi.StorageException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes records of what a fetch found, no more than are wanted. Owned by the worker that decodes, then by its reader. */
final class FetchDecoding {

    private final RecordFormat format;
    private final ReadLimits limits;
    private final List<StoredRecord> records = new ArrayList<>();
    private final List<RecordGap> gaps = new ArrayList<>();
    private final Map<Integer, Long> positions = new TreeMap<>();
    private final Map<Integer, Long> suspects = new TreeMap<>();
    private long bytes;

    FetchDecoding(RecordFormat format, ReadLimits limits) {
        this.format = format;
        this.limits = limits;
    }

    /** What came of it. */
    ReadRecords read() {
        return new ReadRecords(records, gaps);
    }

    /** Where the partitions stand that have moved. */
    Map<Integer, Long> positions() {
        return positions;
    }

    /** The offset of the first batch of each partition that could not be read. */
    Map<Integer, Long> suspects() {
        return suspects;
    }

    /** Takes what one partition's slice has; blocking. */
    void decode(int partition, long fromOffset, PartitionRead read, LogSlice slice) {
        if (slice.size() == 0 || full()) {
            return;
        }
        ByteBuffer batches = slice.toBuffer();
        for (int at = 0; at < batches.limit() && !full(); ) {
            int size = SoundBatch.sizeOf(batches, at);
            if (size == 0) {
                at = passDamage(partition, positions.getOrDefault(partition, fromOffset), batches, at);
            } else {
                decodeBatch(partition, fromOffset, batches.slice(at, size), read.aborted());
                at += size;
            }
        }
    }

    /** What is here is no batch: goes on where one is. */
    private int passDamage(int partition, long position, ByteBuffer batches, int at) {
        int good = SoundBatch.find(batches, at + 1, position + 1, Long.MAX_VALUE);
        long end = good < 0 ? position + 1 : RecordBatchHeader.baseOffset(batches, good);
        gaps.add(new RecordGap(partition, position, end, "The batch at offset " + position + " is damaged."));
        suspects.putIfAbsent(partition, position);
        positions.put(partition, end);
        return good < 0 ? batches.limit() : good;
    }

    private boolean full() {
        return records.size() >= limits.maxRecords() || bytes >= limits.maxBytes();
    }

    private void decodeBatch(int partition, long fromOffset, ByteBuffer batch, List<AbortedTransaction> aborted) {
        long end = RecordBatchHeader.lastOffset(batch, 0) + 1;
        if (end <= fromOffset) {
            return;
        }
        if (!RecordBatchHeader.isControl(batch, 0) && !AbortedRecords.include(batch, aborted)) {
            OnePartition taken = new OnePartition(partition);
            try {
                format.scan(batch, fromOffset, limits.maxRecordBytes(), taken);
            } catch (StorageException e) {
                suspects.putIfAbsent(partition, RecordBatchHeader.baseOffset(batch, 0));
                gaps.add(new RecordGap(
                        partition,
                        Math.max(fromOffset, taken.nextOffset),
                        end,
                        "The batch at offset " + RecordBatchHeader.baseOffset(batch, 0) + " does not decode: "
                                + e.getMessage()));
            }
            if (taken.stopped) {
                positions.put(partition, taken.nextOffset);
                return;
            }
        }
        positions.put(partition, end);
    }

    private static @Nullable ByteBuffer copy(@Nullable ByteBuffer view) {
        return view == null
                ? null
                : ByteBuffer.allocate(view.remaining()).put(view.duplicate()).flip();
    }

    /** Copies what is taken: it outlives the batch. */
    private final class OnePartition implements RecordScan {

        private final int partition;
        private long nextOffset;
        private boolean stopped;

        OnePartition(int partition) {
            this.partition = partition;
        }

        @Override
        public boolean take(
                long offset,
                long timestampMillis,
                @Nullable ByteBuffer key,
                @Nullable ByteBuffer value,
                List<RecordHeader> headers) {
            List<RecordHeader> copied = headers.isEmpty()
                    ? headers
                    : headers.stream()
                            .map(header -> new RecordHeader(header.name(), copy(header.value())))
                            .toList();
            StoredRecord record = new StoredRecord(partition, offset, timestampMillis, copy(key), copy(value), copied);
            records.add(record);
            bytes += record.sizeInBytes();
            return goOnAfter(offset);
        }

        @Override
        public boolean tooLarge(long offset, int sizeInBytes) {
            gaps.add(new RecordGap(
                    partition,
                    offset,
                    offset + 1,
                    "The record has " + sizeInBytes + " bytes, more than the " + limits.maxRecordBytes()
                            + " that are read here."));
            return goOnAfter(offset);
        }

        private boolean goOnAfter(long offset) {
            nextOffset = offset + 1;
            stopped = full();
            return !stopped;
        }
    }
}
