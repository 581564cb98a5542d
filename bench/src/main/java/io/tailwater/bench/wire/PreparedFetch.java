package io.tailwater.bench.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/**
 * A Fetch request (version 11, without a fetch session) encoded once and sent again: only its correlation id and offsets
 * change. Owned by one connection; not to be changed while it is being written.
 *
 * <pre>
 * size | 1 | 11 | correlation id | client | replica -1 | max wait | min bytes | max bytes | isolation | session, epoch
 *   | 1 topic: name | partitions: partition, leader epoch -1, offset, start offset -1, max bytes
 *   | forgotten topics: 0 | rack: ""
 * </pre>
 */
public final class PreparedFetch {

    private static final int CORRELATION_ID_AT = 8;
    private static final int PARTITION_BYTES = 4 + 4 + 8 + 8 + 4;
    private static final int OFFSET_IN_PARTITION = 4 + 4;

    private final ByteBuffer request;
    private final int partitionsAt;

    /**
     * Prepares a request.
     *
     * @param partitions which partitions of the topic to read
     */
    public PreparedFetch(String topic, int[] partitions, FetchLimits limits) {
        byte[] clientId = BrokerSession.CLIENT_ID.getBytes(UTF_8);
        byte[] name = topic.getBytes(UTF_8);
        this.partitionsAt = 4 + 2 + 2 + 4 + (2 + clientId.length) + 4 * 4 + 1 + 4 + 4 + 4 + (2 + name.length) + 4;
        int bytes = partitionsAt + partitions.length * PARTITION_BYTES + 4 + 2;
        this.request = ByteBuffer.allocateDirect(bytes)
                .putInt(bytes - Integer.BYTES)
                .putShort(BenchApi.FETCH.key().id)
                .putShort(BenchApi.FETCH.version())
                .putInt(0)
                .putShort((short) clientId.length)
                .put(clientId)
                .putInt(-1)
                .putInt(limits.maxWaitMillis())
                .putInt(1)
                .putInt(limits.maxBytes())
                .put((byte) 0)
                .putInt(0)
                .putInt(-1)
                .putInt(1)
                .putShort((short) name.length)
                .put(name)
                .putInt(partitions.length);
        for (int partition : partitions) {
            request.putInt(partition).putInt(-1).putLong(0).putLong(-1).putInt(limits.partitionBytes());
        }
        request.putInt(0).putShort((short) 0).flip();
    }

    /**
     * Says where to read on.
     *
     * @param index the place of the partition among those given to the constructor
     */
    public void offset(int index, long offset) {
        request.putLong(partitionsAt + index * PARTITION_BYTES + OFFSET_IN_PARTITION, offset);
    }

    /** The request, ready to be written; valid until the next call. */
    public ByteBuffer prepare(int correlationId) {
        request.putInt(CORRELATION_ID_AT, correlationId).rewind();
        return request;
    }
}
