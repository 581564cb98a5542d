package io.tailwater.bench.wire;

import java.nio.ByteBuffer;

/**
 * Reads Fetch answers (version 11) in place, down to the headers of the record batches; records are not looked into.
 *
 * <pre>
 * correlation id | throttle time | error | session | topics: name
 *   | partitions: partition, error, high watermark, last stable offset, start offset,
 *                 aborted transactions: (producer, first offset), replica to read from, size of records, records
 * </pre>
 */
public final class FetchAnswer {

    private static final int ABORTED_TRANSACTION_BYTES = Long.BYTES + Long.BYTES;
    private static final int BATCH_HEADER_BYTES = 61;
    private static final int BATCH_LENGTH_AT = 8;
    private static final int BATCH_LENGTH_STARTS_AT = 12;
    private static final int LAST_OFFSET_DELTA_AT = 23;
    private static final int RECORD_COUNT_AT = 57;

    private FetchAnswer() {}

    /** Takes what an answer says. */
    public interface Visitor {

        /** Called for each partition, before its batches. */
        void partition(int partition, short errorCode, long highWatermark);

        /**
         * Called for each whole batch; a last batch that is cut off is not mentioned.
         *
         * @param nextOffset the offset after the batch's last record
         * @param recordCount how many records the header states
         * @param bytes the size of the batch
         */
        void batch(int partition, long baseOffset, long nextOffset, int recordCount, int bytes);
    }

    /**
     * Reads one answer.
     *
     * @param frame the answer without its length, its position after the correlation id; consumed
     * @return the error of the whole answer, 0 for none
     */
    public static short read(ByteBuffer frame, Visitor visitor) {
        frame.getInt();
        short errorCode = frame.getShort();
        frame.getInt();
        for (int topics = frame.getInt(); topics > 0; topics--) {
            frame.position(frame.position() + Short.BYTES + frame.getShort(frame.position()));
            for (int partitions = frame.getInt(); partitions > 0; partitions--) {
                readPartition(frame, visitor);
            }
        }
        return errorCode;
    }

    private static void readPartition(ByteBuffer frame, Visitor visitor) {
        int partition = frame.getInt();
        visitor.partition(partition, frame.getShort(), frame.getLong());
        frame.getLong();
        frame.getLong();
        int aborted = Math.max(0, frame.getInt());
        frame.position(frame.position() + aborted * ABORTED_TRANSACTION_BYTES);
        frame.getInt();
        int end = Math.max(0, frame.getInt());
        end += frame.position();
        while (end - frame.position() >= BATCH_HEADER_BYTES) {
            int at = frame.position();
            int bytes = BATCH_LENGTH_STARTS_AT + frame.getInt(at + BATCH_LENGTH_AT);
            if (bytes > end - at) {
                break;
            }
            long baseOffset = frame.getLong(at);
            long nextOffset = baseOffset + frame.getInt(at + LAST_OFFSET_DELTA_AT) + 1;
            visitor.batch(partition, baseOffset, nextOffset, frame.getInt(at + RECORD_COUNT_AT), bytes);
            frame.position(at + bytes);
        }
        frame.position(end);
    }
}
