package io.tailwater.core.client;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Where a key belongs: the partition that Kafka's Java clients choose for it, so that records of a key stay together whoever
 * sends them. MurmurHash2 (Austin Appleby) with Kafka's seed. Stateless.
 */
public final class KeyPartitioner {

    private static final int SEED = 0x9747b28c;
    private static final int MIX = 0x5bd1e995;

    private KeyPartitioner() {}

    /** @param key between position and limit, unmoved */
    public static int partitionOf(ByteBuffer key, int partitionCount) {
        return (hash(key) & Integer.MAX_VALUE) % partitionCount;
    }

    private static int hash(ByteBuffer key) {
        ByteBuffer bytes = key.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int hash = SEED ^ bytes.remaining();
        while (bytes.remaining() >= Integer.BYTES) {
            int word = bytes.getInt() * MIX;
            hash = (hash * MIX) ^ ((word ^ (word >>> 24)) * MIX);
        }
        if (bytes.hasRemaining()) {
            for (int shift = 0; bytes.hasRemaining(); shift += Byte.SIZE) {
                hash ^= (bytes.get() & 0xff) << shift;
            }
            hash *= MIX;
        }
        hash = (hash ^ (hash >>> 13)) * MIX;
        return hash ^ (hash >>> 15);
    }
}
