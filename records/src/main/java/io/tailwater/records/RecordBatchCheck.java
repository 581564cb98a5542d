package io.tailwater.records;

import io.tailwater.core.record.BatchCheck;
import io.tailwater.core.record.CheckRules;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.spi.RecordBatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The check of one produced batch: frame, CRC, header fields, then every record. Owned by one thread at a time. */
final class RecordBatchCheck implements BatchCheck {

    /** Bytes that the CRC passes over in the time a byte of records takes to decompress and walk, roughly. */
    private static final int CRC_BYTES_PER_RECORD_BYTE = 16;

    private static final int MAX_TIMESTAMP_AT = 35;

    private enum Stage {
        FRAME,
        CRC,
        RECORDS,
        DONE
    }

    private final ByteBuffer batch;
    private final int from;
    private final CheckRules rules;
    private final BufferPool pool;
    private final CRC32C crc = new CRC32C();
    private Stage stage = Stage.FRAME;
    private @Nullable RecordsCheck records;
    private @Nullable BrokerError error;

    RecordBatchCheck(ByteBuffer batches, CheckRules rules, BufferPool pool) {
        this.batch = batches.duplicate();
        this.from = batches.position();
        this.rules = rules;
        this.pool = pool;
    }

    @Override
    public boolean advance(int budgetBytes) {
        long left = budgetBytes;
        if (stage == Stage.FRAME) {
            checkFrame();
        }
        if (stage == Stage.CRC) {
            left = checkCrc(left);
        }
        if (stage == Stage.RECORDS && left > 0) {
            checkRecords(left);
        }
        return stage == Stage.DONE;
    }

    private void checkFrame() {
        BrokerError refusal = HeaderRules.frame(batch, rules.maxMessageBytes());
        if (refusal != null) {
            end(refusal);
            return;
        }
        batch.position(from + RecordBatchHeader.CRC_COVERS_FROM);
        stage = Stage.CRC;
    }

    /** Goes on with the CRC; returns what it left of the budget. */
    private long checkCrc(long budget) {
        int end = batch.limit();
        int length = (int) Math.min(batch.remaining(), budget * CRC_BYTES_PER_RECORD_BYTE);
        crc.update(batch.limit(batch.position() + length));
        batch.limit(end);
        if (!batch.hasRemaining()) {
            checkFields();
        }
        return budget - length / CRC_BYTES_PER_RECORD_BYTE;
    }

    private void checkFields() {
        long stated = RecordBatchHeader.crc(batch, from);
        if (crc.getValue() != stated) {
            end(new BrokerError(
                    ErrorCode.CORRUPT_MESSAGE,
                    "The record batch is damaged: its CRC-32C is " + crc.getValue() + ", not " + stated + "."));
            return;
        }
        BrokerError refusal = HeaderRules.fields(batch, from);
        if (refusal != null || rules.level() == CheckRules.Level.HEADER) {
            end(refusal);
            return;
        }
        stage = Stage.RECORDS;
    }

    private void checkRecords(long budget) {
        try {
            RecordsCheck check = records;
            if (check == null) {
                check = new RecordsCheck(batch, from, rules, pool);
                records = check;
            }
            if (check.advance(budget)) {
                if (check.refusal() == null) {
                    correctMaxTimestamp(check.largestTimestamp());
                }
                end(check.refusal());
            }
        } catch (IOException e) {
            end(new BrokerError(
                    ErrorCode.CORRUPT_MESSAGE, "The records cannot be decompressed: " + e.getMessage() + "."));
        } catch (LinkageError e) {
            end(new BrokerError(
                    ErrorCode.UNKNOWN_SERVER_ERROR,
                    "The codec of this batch cannot be loaded on this machine: " + e.getMessage() + "."));
        }
    }

    /** Searches by time and the rolling of segments believe the header, and some producers leave the field empty. */
    private void correctMaxTimestamp(long largestTimestamp) {
        if (RecordBatchHeader.maxTimestamp(batch, from) != largestTimestamp) {
            batch.putLong(from + MAX_TIMESTAMP_AT, largestTimestamp);
            crc.reset();
            crc.update(batch.position(from + RecordBatchHeader.CRC_COVERS_FROM));
            RecordBatchHeader.setCrc(batch, from, crc.getValue());
        }
    }

    private void end(@Nullable BrokerError refusal) {
        error = refusal;
        stage = Stage.DONE;
        close();
    }

    @Override
    public @Nullable BrokerError error() {
        if (stage != Stage.DONE) {
            throw new IllegalStateException("The check is not finished");
        }
        return error;
    }

    @Override
    public void close() {
        if (records != null) {
            records.close();
            records = null;
        }
    }
}
