package io.tailwater.bench.wire;

import java.nio.ByteBuffer;

/**
 * Reads Produce answers (version 7) in place.
 *
 * <pre>
 * correlation id | topics: name | partitions: partition, error, base offset, append time, start offset | throttle time
 * </pre>
 */
public final class ProduceAnswer {

    private static final int AFTER_BASE_OFFSET_BYTES = Long.BYTES + Long.BYTES;

    private ProduceAnswer() {}

    /** Takes what an answer says about one partition. */
    @FunctionalInterface
    public interface Visitor {

        /**
         * Called for each partition, in the answer's order.
         *
         * @param errorCode Kafka's number, 0 for none
         * @param baseOffset the offset of the batch's first record, -1 with an error
         */
        void acknowledged(int partition, short errorCode, long baseOffset);
    }

    /**
     * Reads one answer.
     *
     * @param frame the answer without its length, its position at the correlation id; consumed
     * @return the correlation id
     */
    public static int read(ByteBuffer frame, Visitor visitor) {
        int correlationId = frame.getInt();
        for (int topics = frame.getInt(); topics > 0; topics--) {
            frame.position(frame.position() + Short.BYTES + frame.getShort(frame.position()));
            for (int partitions = frame.getInt(); partitions > 0; partitions--) {
                visitor.acknowledged(frame.getInt(), frame.getShort(), frame.getLong());
                frame.position(frame.position() + AFTER_BASE_OFFSET_BYTES);
            }
        }
        return correlationId;
    }
}
