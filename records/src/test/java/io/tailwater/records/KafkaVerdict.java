package io.tailwater.records;

import java.nio.ByteBuffer;
import java.util.Iterator;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.utils.internals.BufferSupplier;
import org.apache.kafka.common.utils.internals.CloseableIterator;

/** What Kafka's own classes say of a produced batch, by the steps of its broker: request, log, validator, every record. */
final class KafkaVerdict {

    private KafkaVerdict() {}

    /** Whether Kafka stores the batch; when records lie about their lengths, whether its consumers can read it. */
    static boolean accepts(ByteBuffer batch) {
        try {
            check(batch.slice());
            return true;
        } catch (RuntimeException | AssertionError e) {
            return false;
        }
    }

    private static void check(ByteBuffer batch) {
        Iterator<MutableRecordBatch> batches =
                MemoryRecords.readableRecords(batch).batches().iterator();
        if (!batches.hasNext()) {
            throw new InvalidRecordException("No batch");
        }
        MutableRecordBatch only = batches.next();
        if (only.magic() != 2 || batches.hasNext() || only.sizeInBytes() < batch.limit()) {
            throw new InvalidRecordException("Not exactly one batch of format v2");
        }
        only.ensureValid();
        if (only.baseOffset() != 0 || only.isControlBatch()) {
            throw new InvalidRecordException("Not a client's");
        }
        if (only.countOrNull() <= 0 || only.lastOffset() - only.baseOffset() + 1 != only.countOrNull()) {
            throw new InvalidRecordException("Counts");
        }
        if (only.hasProducerId() && only.baseSequence() < 0) {
            throw new InvalidRecordException("Sequence");
        }
        long expected = 0;
        try (CloseableIterator<Record> records = only.streamingIterator(BufferSupplier.NO_CACHING)) {
            while (records.hasNext()) {
                if (records.next().offset() != expected++) {
                    throw new CorruptRecordException("Would be written anew");
                }
            }
        }
    }
}
