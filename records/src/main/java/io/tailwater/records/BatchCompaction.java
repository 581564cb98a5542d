package io.tailwater.records;

import static org.apache.kafka.common.utils.internals.ByteUtils.sizeOfVarint;
import static org.apache.kafka.common.utils.internals.ByteUtils.sizeOfVarlong;
import static org.apache.kafka.common.utils.internals.ByteUtils.writeVarint;
import static org.apache.kafka.common.utils.internals.ByteUtils.writeVarlong;

import io.tailwater.core.record.RecordFilter;
import io.tailwater.core.record.RecordFilter.Verdict;
import io.tailwater.spi.RecordBatchHeader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.zip.CRC32C;
import org.apache.kafka.common.utils.internals.ByteBufferOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Leaves records out of one sound batch. Owned by one thread. It is read once to decide, which for most batches is all, and
 * once more to write what stays: so no record has to be held.
 */
final class BatchCompaction {

    private static final int ATTRIBUTES_AT = 21;
    private static final int BASE_TIMESTAMP_AT = 27;
    private static final int MAX_TIMESTAMP_AT = 35;
    private static final int RECORD_COUNT_AT = 57;
    private static final short DELETE_HORIZON = 0x40;

    private final ByteBuffer batch;
    private final int at;
    private final BufferPool pool;
    private final BitSet kept = new BitSet();
    private int records;
    private boolean expires;
    private long largestTimestampDelta = Long.MIN_VALUE;

    BatchCompaction(ByteBuffer batch, BufferPool pool) {
        this.batch = batch;
        this.at = batch.position();
        this.pool = pool;
    }

    /** See {@link io.tailwater.core.record.RecordFormat#compact}. */
    @Nullable
    ByteBuffer run(RecordFilter filter, long horizonMillis) throws IOException {
        decide(filter);
        if (kept.isEmpty()) {
            return null;
        }
        boolean setsHorizon = expires && !RecordBatchHeader.hasDeleteHorizon(batch, at);
        if (!setsHorizon && kept.cardinality() == records) {
            return batch;
        }
        long baseTimestamp = RecordBatchHeader.baseTimestamp(batch, at);
        return written(setsHorizon ? horizonMillis : baseTimestamp, setsHorizon);
    }

    private void decide(RecordFilter filter) throws IOException {
        long baseOffset = RecordBatchHeader.baseOffset(batch, at);
        KeyHash key = new KeyHash();
        try (Chunks chunks = Chunks.of(batch, at, pool)) {
            RecordCursor record = new RecordCursor(batch, at, chunks);
            for (; record.next(); records++) {
                long offset = baseOffset + record.offsetDelta();
                long timestampDelta = record.timestampDelta();
                boolean hasKey = key.read(record);
                Verdict verdict = filter.judge(offset, hasKey, key.high(), key.low(), record.hasValue());
                if (verdict != Verdict.DROP) {
                    kept.set(records);
                    expires |= verdict == Verdict.KEEP_FOR_A_WHILE;
                    largestTimestampDelta = Math.max(largestTimestampDelta, timestampDelta);
                }
            }
        }
    }

    private ByteBuffer written(long newBaseTimestamp, boolean setsHorizon) throws IOException {
        ByteBufferOutputStream bytes = new ByteBufferOutputStream(batch.remaining() + 512);
        bytes.write(batch.slice(at, RecordBatchHeader.SIZE));
        long later = RecordBatchHeader.baseTimestamp(batch, at) - newBaseTimestamp;
        try (Chunks chunks = Chunks.of(batch, at, pool);
                DataOutputStream out = new DataOutputStream(Codecs.numbered(RecordBatchHeader.compression(batch, at))
                        .wrapForOutput(bytes, RecordBatchHeader.MAGIC))) {
            RecordCursor record = new RecordCursor(batch, at, chunks);
            for (int index = 0; record.next(); index++) {
                if (kept.get(index)) {
                    write(record, record.timestampDelta() + later, out);
                }
            }
        }
        return headed(bytes.buffer().flip(), newBaseTimestamp, setsHorizon);
    }

    private static void write(RecordCursor record, long timestampDelta, DataOutputStream out) throws IOException {
        writeVarint(1 + sizeOfVarlong(timestampDelta) + sizeOfVarint(record.offsetDelta()) + record.restBytes(), out);
        out.write(record.attributes());
        writeVarlong(timestampDelta, out);
        writeVarint(record.offsetDelta(), out);
        record.copyRest(out);
    }

    private ByteBuffer headed(ByteBuffer made, long newBaseTimestamp, boolean setsHorizon) {
        made.putInt(
                RecordBatchHeader.LENGTH_OVERHEAD - Integer.BYTES, made.limit() - RecordBatchHeader.LENGTH_OVERHEAD);
        if (setsHorizon) {
            made.putShort(ATTRIBUTES_AT, (short) (RecordBatchHeader.attributes(made, 0) | DELETE_HORIZON));
        }
        if (!RecordBatchHeader.isLogAppendTime(batch, at)) {
            made.putLong(MAX_TIMESTAMP_AT, RecordBatchHeader.baseTimestamp(batch, at) + largestTimestampDelta);
        }
        made.putLong(BASE_TIMESTAMP_AT, newBaseTimestamp);
        made.putInt(RECORD_COUNT_AT, kept.cardinality());
        CRC32C crc = new CRC32C();
        crc.update(made.duplicate().position(RecordBatchHeader.CRC_COVERS_FROM));
        RecordBatchHeader.setCrc(made, 0, crc.getValue());
        return made;
    }
}
