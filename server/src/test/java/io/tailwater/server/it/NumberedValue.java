package io.tailwater.server.it;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A value that says who sent it and which of theirs it is; the rest of its bytes follow from that, so that a reader can tell
 * whether they are all right.
 *
 * @param writer who sent it
 * @param idempotent whether its writer's values come once and in order
 * @param number counts the writer's values from 0
 */
record NumberedValue(int writer, boolean idempotent, long number) {

    private static final int HEADER_BYTES = Integer.BYTES + 1 + Long.BYTES;
    private static final int MAX_FILLER_BYTES = 1_000;

    byte[] toBytes() {
        Random random = new Random(writer * 1_000_003L + number);
        byte[] filler = new byte[random.nextInt(MAX_FILLER_BYTES)];
        random.nextBytes(filler);
        Arrays.fill(filler, filler.length / 2, filler.length, (byte) 'x');
        return ByteBuffer.allocate(HEADER_BYTES + filler.length)
                .putInt(writer)
                .put((byte) (idempotent ? 1 : 0))
                .putLong(number)
                .put(filler)
                .array();
    }

    /** The value of a record, every byte of it checked. */
    static NumberedValue of(ConsumerRecord<byte[], byte[]> record) {
        ByteBuffer bytes = ByteBuffer.wrap(record.value());
        NumberedValue value = new NumberedValue(bytes.getInt(), bytes.get() == 1, bytes.getLong());
        if (!Arrays.equals(value.toBytes(), record.value())) {
            throw new AssertionError("The bytes of " + value + " were changed: " + record);
        }
        return value;
    }
}
