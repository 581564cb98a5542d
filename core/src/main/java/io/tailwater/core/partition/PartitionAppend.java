package io.tailwater.core.partition;

import java.nio.ByteBuffer;

/**
 * What one partition is asked to append.
 *
 * @param key the partition
 * @param batches what the client sent, between position and limit, untrusted; base offset, leader epoch and, under
 *     LogAppendTime, the timestamp are written into it in place; it stays valid until the append is answered
 */
public record PartitionAppend(PartitionKey key, ByteBuffer batches) {}
