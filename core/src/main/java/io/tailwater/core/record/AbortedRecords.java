package io.tailwater.core.record;

import io.tailwater.spi.AbortedTransaction;
import io.tailwater.spi.RecordBatchHeader;
import java.nio.ByteBuffer;
import java.util.List;

/** What readers of committed records pass over. Stateless. */
public final class AbortedRecords {

    private AbortedRecords() {}

    /**
     * Whether a batch is of a transaction that was aborted.
     *
     * @param batch begins at index 0
     * @param aborted transactions that were read with it
     */
    public static boolean include(ByteBuffer batch, List<AbortedTransaction> aborted) {
        if (aborted.isEmpty() || !RecordBatchHeader.isTransactional(batch, 0)) {
            return false;
        }
        long producerId = RecordBatchHeader.producerId(batch, 0);
        long offset = RecordBatchHeader.baseOffset(batch, 0);
        for (AbortedTransaction transaction : aborted) {
            if (transaction.producerId() == producerId
                    && transaction.firstOffset() <= offset
                    && offset <= transaction.lastOffset()) {
                return true;
            }
        }
        return false;
    }
}
