package io.tailwater.bench.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/**
 * A Produce request encoded once and sent again: only its correlation id and partition numbers change, and every request
 * shares the bytes of one batch. Owned by one connection; not to be prepared again before it has been written and, where
 * there are answers, answered.
 *
 * <pre>
 * parts[0]  size | 0 | 7 | correlation id | client | no transaction | acks | timeout | 1 topic: name | n partitions
 * parts[1]  partition | size of batch        parts[2]  the batch      (and so on, n times)
 * </pre>
 */
public final class PreparedProduce {

    private static final int CORRELATION_ID_AT = 8;
    private static final int TIMEOUT_MILLIS = 30_000;

    private final ByteBuffer[] parts;
    private final int topicPartitions;

    /**
     * Prepares a request.
     *
     * @param topicPartitions how many partitions the topic has
     * @param batchesPerRequest to how many partitions one request writes, 1 to {@code topicPartitions}
     * @param acks 0, 1 or -1 for all
     */
    public PreparedProduce(String topic, int topicPartitions, int batchesPerRequest, short acks, SampleBatch batch) {
        this.topicPartitions = topicPartitions;
        this.parts = new ByteBuffer[1 + 2 * batchesPerRequest];
        for (int i = 0; i < batchesPerRequest; i++) {
            parts[1 + 2 * i] =
                    ByteBuffer.allocateDirect(2 * Integer.BYTES).putInt(0).putInt(batch.sizeBytes());
            parts[2 + 2 * i] = batch.bytes().duplicate();
        }
        long bodyBytes = (long) batchesPerRequest * (2 * Integer.BYTES + batch.sizeBytes());
        parts[0] = head(topic, batchesPerRequest, acks, bodyBytes);
    }

    /**
     * Sets what changes and makes the parts ready to be written, in order.
     *
     * @param correlationId comes back in the answer
     * @param firstPartition the partition of the first batch; further batches go to those that follow, around the topic
     * @return the parts, each between position and limit; valid until the next call
     */
    public ByteBuffer[] prepare(int correlationId, int firstPartition) {
        parts[0].putInt(CORRELATION_ID_AT, correlationId).rewind();
        int partition = firstPartition;
        for (int i = 1; i < parts.length; i += 2) {
            parts[i].putInt(0, partition).rewind();
            parts[i + 1].rewind();
            partition = partition + 1 == topicPartitions ? 0 : partition + 1;
        }
        return parts;
    }

    private static ByteBuffer head(String topic, int batchesPerRequest, short acks, long bodyBytes) {
        byte[] clientId = BrokerSession.CLIENT_ID.getBytes(UTF_8);
        byte[] name = topic.getBytes(UTF_8);
        int headBytes = 4 + 2 + 2 + 4 + (2 + clientId.length) + 2 + 2 + 4 + 4 + (2 + name.length) + 4;
        long frameBytes = headBytes - Integer.BYTES + bodyBytes;
        if (frameBytes > Integer.MAX_VALUE) {
            throw new BenchException(
                    "One request would hold " + frameBytes + " bytes, and Kafka's protocol ends at 2 GiB.");
        }
        return ByteBuffer.allocateDirect(headBytes)
                .putInt((int) frameBytes)
                .putShort(BenchApi.PRODUCE.key().id)
                .putShort(BenchApi.PRODUCE.version())
                .putInt(0)
                .putShort((short) clientId.length)
                .put(clientId)
                .putShort((short) -1)
                .putShort(acks)
                .putInt(TIMEOUT_MILLIS)
                .putInt(1)
                .putShort((short) name.length)
                .put(name)
                .putInt(batchesPerRequest)
                .flip();
    }
}
