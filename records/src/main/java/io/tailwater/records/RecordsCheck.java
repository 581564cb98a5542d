package io.tailwater.records;

import io.tailwater.core.record.CheckRules;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.spi.RecordBatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The part of a check that reads every record. Owned by one {@link RecordBatchCheck}. */
final class RecordsCheck implements AutoCloseable {

    private final Chunks chunks;
    private final RecordRules rules;
    private final RecordWalk walk;

    /**
     * @param batch whose header is sound, its first byte at {@code at}
     * @throws IOException when the compressed bytes begin badly
     */
    RecordsCheck(ByteBuffer batch, int at, CheckRules rules, BufferPool pool) throws IOException {
        this.rules = new RecordRules(rules, RecordBatchHeader.baseTimestamp(batch, at));
        this.walk = new RecordWalk(this.rules, RecordBatchHeader.recordCount(batch, at));
        this.chunks = Chunks.of(batch, at, pool);
    }

    /**
     * Reads on for about so many bytes of records.
     *
     * @return whether there is nothing more to find out
     * @throws IOException when the compressed bytes are broken
     */
    boolean advance(long budgetBytes) throws IOException {
        long left = budgetBytes;
        while (left > 0) {
            ByteBuffer chunk = chunks.next((int) Math.min(left, Integer.MAX_VALUE));
            if (chunk == null) {
                walk.finish();
                return true;
            }
            left -= chunk.remaining();
            if (!walk.accept(chunk)) {
                return true;
            }
        }
        return false;
    }

    /** Why the records are refused; null when all that was read is good. */
    @Nullable
    BrokerError refusal() {
        String fault = walk.fault();
        return fault == null
                ? rules.refusal()
                : new BrokerError(ErrorCode.INVALID_RECORD, "The batch's records cannot be read: " + fault + ".");
    }

    /** The largest timestamp of the records, in milliseconds; -1 when none has one. */
    long largestTimestamp() {
        return rules.largestTimestamp();
    }

    @Override
    public void close() {
        chunks.close();
    }
}
