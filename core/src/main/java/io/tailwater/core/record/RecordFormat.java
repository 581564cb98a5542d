package io.tailwater.core.record;

import io.tailwater.core.result.Result;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks into record batches of format v2, compressed or not. Thread-safe. Found by {@link java.util.ServiceLoader}. */
public interface RecordFormat {

    /**
     * Begins to check what a client sent for one partition. Everything Kafka refuses is refused (Kafka's
     * {@code LogValidator}): sizes, magic, CRC-32C, attributes, counts, offset deltas, lengths, timestamps, missing keys.
     *
     * <p>A batch that is good but for its header's largest timestamp gets that set to its records', and its CRC with it, as
     * Kafka does; nothing else is changed.
     *
     * @param batches what the client sent, between position and limit; untrusted, writable, read in place, position and limit
     *     unmoved; stays valid until the check is closed
     */
    BatchCheck check(ByteBuffer batches, CheckRules rules);

    /**
     * The first record of a stored batch whose timestamp is at least {@code timestampMillis}. Costs the CPU of
     * decompression: not for event loops.
     *
     * @param batch one whole stored batch between position and limit
     */
    default Optional<TimestampedOffset> firstAtOrAfter(ByteBuffer batch, long timestampMillis) {
        return firstAtOrAfter(batch, timestampMillis, 0);
    }

    /**
     * Like {@link #firstAtOrAfter(ByteBuffer, long)}, of the records from an offset on: those before it were deleted, with
     * others of their batch still there.
     */
    Optional<TimestampedOffset> firstAtOrAfter(ByteBuffer batch, long timestampMillis, long fromOffset);

    /** The first record of a stored batch that has its largest timestamp. Not for event loops. */
    Optional<TimestampedOffset> largestTimestamp(ByteBuffer batch);

    /**
     * Writes a batch anew with another compression, its records as they were. Not for event loops.
     *
     * @param batch one whole checked batch between position and limit, unmoved
     * @param target not the producer's
     * @param maxBytes the largest batch that may come of it
     * @return a batch of its own bytes, from position to limit, as batches are sent; {@code MESSAGE_TOO_LARGE}, and
     *     {@code CORRUPT_MESSAGE} where the records were not checked before
     */
    Result<ByteBuffer> recompress(ByteBuffer batch, TargetCompression target, int maxBytes);

    /**
     * Tells of the keys of a stored batch, which are never held in memory, however large. Not for event loops.
     *
     * @param batch one whole stored batch between position and limit, unmoved
     * @throws io.tailwater.spi.StorageException {@code CORRUPT}, when it is not what was stored; some keys may have been told
     *     by then
     */
    void scanKeys(ByteBuffer batch, KeyScan scan);

    /**
     * Leaves records out of a stored batch, which keeps its offsets, sequence numbers and compression. Not for event loops;
     * what is held in memory is bounded by the batch's size as it is stored.
     *
     * @param batch one whole stored batch between position and limit, unmoved
     * @param filter asked once for each record
     * @param horizonMillis the delete horizon to be set, if there is reason to and the batch has none
     * @return {@code batch} itself when nothing changes; a batch of its own bytes, from position to limit; or null when no
     *     record stays
     * @throws io.tailwater.spi.StorageException {@code CORRUPT}, when it is not what was stored
     */
    @Nullable
    ByteBuffer compact(ByteBuffer batch, RecordFilter filter, long horizonMillis);

    /**
     * Begins a batch that the broker itself writes.
     *
     * @param producerId whose transaction its records are part of; -1 for none
     * @param producerEpoch that producer's epoch; -1 for none
     */
    BatchBuilder newBatch(long producerId, short producerEpoch);

    /**
     * Reads every record of a stored batch, control records too. Not for event loops.
     *
     * @param batch one whole stored batch between position and limit, unmoved
     * @throws io.tailwater.spi.StorageException {@code CORRUPT}, when it is not what was stored; some records may have been
     *     read by then
     */
    void read(ByteBuffer batch, RecordReader reader);

    /**
     * Reads the records of a stored batch from an offset on, decompressed no further than they are wanted and never all at
     * once: a batch of a few bytes can have gigabytes in it. Not for event loops.
     *
     * @param batch one whole stored batch between position and limit, unmoved
     * @param fromOffset records before it are left out
     * @param maxRecordBytes of a larger record only the size is told
     * @throws io.tailwater.spi.StorageException {@code CORRUPT}, when it is not what was stored; some records may have been
     *     taken by then
     */
    void scan(ByteBuffer batch, long fromOffset, int maxRecordBytes, RecordScan scan);
}
